import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import { notATable } from './open-zip.ts';

/** Bytes without the end of any element: the parser holds them all, and no cell of Excel has so many. */
const mostUnheard = 16 * 1024 * 1024;

export interface XmlHearer {
  open?(name: string, attributes: Record<string, string>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/**
 * Reads XML as it comes and tells of its elements by their names without prefixes. Yields after each piece that was read, so that whoever listens can hand on
 * what it has and the next piece waits. Entities of the document's own are an error, never expanded. AppError `imports.not_a_table`.
 */
export async function* readXml(stream: Readable, hearer: XmlHearer): AsyncGenerator<void> {
  const parser = new SaxesParser();
  let unheard = 0;
  parser.on('opentag', ({ name, attributes }) => hearer.open?.(local(name), attributes));
  parser.on('text', text => hearer.text?.(text));
  parser.on('cdata', text => hearer.text?.(text));
  parser.on('closetag', ({ name }) => {
    unheard = 0;
    hearer.close?.(local(name));
  });
  parser.on('error', error => {
    throw notATable(error);
  });
  const decoder = new TextDecoder();
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      unheard += chunk.length;
      if (unheard > mostUnheard) throw notATable();
      parser.write(decoder.decode(chunk, { stream: true }));
      yield;
    }
    parser.close();
    yield;
  } finally {
    stream.destroy();
  }
}

/** All of a document at once, for the small ones. */
export async function readWholeXml(stream: Readable, hearer: XmlHearer): Promise<void> {
  for await (const _piece of readXml(stream, hearer));
}

function local(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
