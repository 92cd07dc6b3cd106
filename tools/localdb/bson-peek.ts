import { BSON, type OnDemand } from 'bson';

/** A command as far as the gateway must know it. The rest of its BSON is passed on unread. */
export interface Command {
  verb: string;
  /** What the verb names when that is a text, a collection as a rule; else empty. */
  target: string;
  db: string;
  body: Uint8Array;
  /** The whole command, decoded when first asked for. */
  decoded(): BSON.Document;
}

type Element = OnDemand['BSONElement'];
/** The type byte of a BSON text: https://bsonspec.org/spec.html */
const textType = 2;

export function peekCommand(body: Uint8Array): Command {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const elements = [...BSON.onDemand.parseToElements(bytes)];
  const nameOf = ([, offset, length]: Element) => bytes.toString('utf8', offset, offset + length);
  const textOf = (element: Element | undefined) => {
    if (element?.[0] !== textType) return '';
    const [, , , offset, length] = element;
    return bytes.toString('utf8', offset + 4, offset + length - 1); // after the text's own length, before its closing zero
  };

  const [first] = elements;
  let whole: BSON.Document | undefined;
  return {
    verb: first ? nameOf(first) : '',
    target: textOf(first),
    db: textOf(elements.findLast(element => nameOf(element) === '$db')) || 'admin',
    body,
    decoded() {
      whole ??= BSON.deserialize(body, { promoteLongs: false, bsonRegExp: true });
      return whole;
    },
  };
}
