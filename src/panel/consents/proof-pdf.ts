import { t } from '../../texts/index.ts';
import { packageFile } from '../paths.ts';
import type { Viewer } from '../viewer.ts';
import { exactTime } from './exact-time.ts';
import { authorWords, kindWords } from './present-ledger.ts';
import { printable } from './printable.ts';
import type { Proof, ProofEntry } from './proof.ts';

type Reader = Pick<Viewer, 'language' | 'timeZone' | 'now'>;

const fonts = '@expo-google-fonts/pt-sans';
const regular = packageFile(fonts, '400Regular/PTSans_400Regular.ttf');
const bold = packageFile(fonts, '700Bold/PTSans_700Bold.ttf');
const margin = 56;

/** The proof as a paper (A4) in the reader's language: who, what holds, and every entry with its text, hash and message. */
export async function proofPdf(reader: Reader, proof: Proof): Promise<Buffer> {
  const words = (key: string, values = {}) => t(reader.language, `panel:consents.paper.${key}`, values);
  // Loaded when first needed: it takes nine megabytes.
  const { default: Paper } = await import('pdfkit');
  const paper = new Paper({
    size: 'A4',
    margins: { top: margin, bottom: margin, left: margin, right: margin },
    bufferPages: true,
    info: { Title: words('title'), CreationDate: new Date(proof.madeAt) },
    lang: reader.language,
  });
  const done = collect(paper);
  const time = (iso: string) => exactTime(reader, new Date(iso));
  const pair = (name: string, value: string) => {
    paper.font(bold).fontSize(10).text(`${name}: `, { continued: true }).font(regular).text(printable(value));
  };
  paper.font(bold).fontSize(18).text(words('title')).moveDown(0.3);
  paper
    .font(regular)
    .fontSize(10)
    .text(words('made', { time: time(proof.madeAt), zone: reader.timeZone, count: proof.entries.length }))
    .moveDown();
  const { name = '—', contact, phones, emails, identities } = proof.person;
  pair(words('who'), name);
  pair(words('card'), contact);
  if (phones.length > 0) pair(words('phones'), phones.join(', '));
  if (emails.length > 0) pair(words('emails'), emails.join(', '));
  if (identities.length > 0) pair(words('identities'), identities.join(', '));
  heading(words('now'));
  if (proof.holds.length === 0) paper.font(regular).fontSize(10).text(words('nothing'));
  for (const { about, given, at } of proof.holds) pair(aboutWords(about), `${what(given)}, ${time(at)}`);
  for (const [n, entry] of proof.entries.entries()) {
    heading(words('entry', { n: n + 1, kind: kindWords(reader, entry), what: what(entry.given) }));
    for (const [key, value] of linesOf(entry)) pair(words(key), value);
  }
  number(paper, words);
  paper.end();
  return done;

  function heading(text: string) {
    paper.moveDown(1).font(bold).fontSize(12).text(printable(text)).moveDown(0.3);
  }
  function what(given: boolean): string {
    return t(reader.language, `panel:consents.${given ? 'given' : 'withdrawn'}`);
  }
  function aboutWords(about: string): string {
    const topic = /^topic:(.*)$/s.exec(about)?.[1];
    return kindWords(reader, topic === undefined ? { kind: about } : { kind: 'topic', topic });
  }
  function linesOf({ at, recordedAt, by, conversation, message, version, hash, text }: ProofEntry): [string, string][] {
    const lines: [string, string | undefined][] = [
      ['when', time(at)],
      ['recordedAt', recordedAt && time(recordedAt)],
      ['how', authorWords(reader, by)],
      ['where', conversation],
      ['message', message?.id],
      ['words', message?.text],
      ['version', version],
      ['hash', hash],
      ['text', text],
    ];
    return lines.flatMap(([key, value]) => (value ? [[key, value]] : []));
  }
}

function number(paper: PDFKit.PDFDocument, words: (key: string, values: object) => string): void {
  const { count } = paper.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    paper.switchToPage(page);
    // Below the margin a text would begin a page of its own.
    paper.page.margins.bottom = 0;
    paper
      .font(regular)
      .fontSize(8)
      .text(words('page', { page: page + 1, pages: count }), margin, paper.page.height - 36, { align: 'right' });
  }
}

function collect(paper: PDFKit.PDFDocument): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    paper.on('data', (part: Buffer) => parts.push(part));
    paper.on('end', () => resolve(Buffer.concat(parts)));
    paper.on('error', reject);
  });
}
