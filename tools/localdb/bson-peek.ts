import { BSON } from 'bson';

/** A command as far as the gateway must know it. The rest of its BSON is passed on unread. */
export interface Command {
  verb: string;
  /** What the verb names: a collection as a rule. */
  target: unknown;
  db: string;
  body: Uint8Array;
  /** The whole command, decoded when first asked for. */
  decoded(): BSON.Document;
}

export function peekCommand(body: Uint8Array): Command {
  let whole: BSON.Document | undefined;
  const decoded = () => {
    whole ??= BSON.deserialize(body, { promoteLongs: false, bsonRegExp: true });
    return whole;
  };
  const verb = Object.keys(decoded())[0] ?? '';
  const command = decoded();
  return { verb, target: command[verb], db: String(command.$db ?? 'admin'), body, decoded };
}
