import { buffer } from 'node:stream/consumers';
import yazl from 'yazl';

/** A zip file of these parts. */
export async function zipOf(parts: Record<string, string | Buffer>): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  return buffer(zip.outputStream);
}

const types = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook with two sheets of these rows, as XML. Its first shared text is "Телефон & имя", its second style shows dates. */
export function xlsxOf(rows: (string | Buffer)[], others: string[] = [], doctype = ''): Promise<Buffer> {
  const sheet = (content: (string | Buffer)[]) =>
    Buffer.concat([
      Buffer.from(`<?xml version="1.0"?>${doctype}<worksheet><sheetData>`),
      ...content.map(part => Buffer.from(part)),
      Buffer.from('</sheetData></worksheet>'),
    ]);
  const link = (id: number, type: string, target: string) =>
    `<Relationship Id="rId${id}" Type="${types}/${type}" Target="${target}"/>`;
  return zipOf({
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': `<Relationships>${link(1, 'officeDocument', '/xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml':
      '<x:workbook xmlns:x="x" xmlns:r="r"><x:sheets><x:sheet name="Люди" r:id="rId1"/><x:sheet name="Другие" r:id="rId2"/></x:sheets></x:workbook>',
    'xl/_rels/workbook.xml.rels': `<Relationships>${link(1, 'worksheet', 'worksheets/sheet1.xml')}${link(2, 'worksheet', 'worksheets/sheet2.xml')}${link(3, 'sharedStrings', 'sharedStrings.xml')}${link(4, 'styles', 'styles.xml')}</Relationships>`,
    'xl/sharedStrings.xml':
      '<sst><si><r><t>Телефон</t></r><r><t xml:space="preserve"> &amp; имя</t></r><rPh><t>фон</t></rPh></si></sst>',
    'xl/styles.xml':
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>',
    'xl/worksheets/sheet1.xml': sheet(rows),
    'xl/worksheets/sheet2.xml': sheet(others),
  });
}
