export type DealValue = string | number | boolean | null | DealValue[];

/** A product or a service of a deal. */
export interface DealLine {
  id: string;
  /** The product of the catalogue that it was taken from; name and price are the deal's own from then on. */
  product?: string;
  name: string;
  /** For one. */
  price: number;
  quantity: number;
  /** Per cent. */
  discount: number;
}

export interface DealNote {
  id: string;
  at: Date;
  by: DealAuthor;
  text: string;
}

export interface DealFile {
  /** In the files room. */
  id: string;
  name: string;
  size: number;
}

/** Who wrote to a deal. */
export type DealAuthor =
  | { kind: 'staff'; id: string; name: string }
  | { kind: 'flow' }
  | { kind: 'import' | 'api' | 'automation'; id: string; name: string };

/** What one step of a button has done, or why it has not. */
export interface PressDeed {
  kind: 'move' | 'task' | 'message' | 'field' | 'tag' | 'ended';
  outcome: 'done' | 'skipped';
  /** What it was about, as the history shows it: a stage's id, a title, a tag, the words sent. */
  words: string;
  /** Why it was skipped: a key of the panel's texts. */
  why?: string;
  /** To say it the conversation was taken over from the bot. */
  took?: true;
  /** The task that it made, or ended. */
  task?: string;
  due?: Date;
  /** What stood there before, so that it can be taken back. */
  field?: string;
  old?: DealValue;
  on?: 'deal' | 'contact';
  /** How often each button had been pressed in the stage that the deal was moved out of. */
  presses?: Record<string, number>;
}

/** One line of a deal's history. */
export type DealEvent = { id: string; at: Date; by: DealAuthor } & (
  | { what: 'created' | 'trashed' | 'restored' }
  | { what: 'moved'; from: string; to: string; pipeline?: string; reason?: string }
  | { what: 'changed'; field: string; old?: DealValue; new?: DealValue }
  | { what: 'pressed'; press: string; button: string; name: string; times: number; did: PressDeed[] }
  | { what: 'undone'; press: string; name: string }
);

/** A sale that we hope for: one main contact, one place in one pipeline. */
export interface Deal {
  id: string;
  /** The main one. */
  contact: string;
  /** The others that take part. */
  contacts?: string[];
  /** The run of a flow that made it. */
  run?: string;
  pipeline: string;
  stage: string;
  /** When it came there; absent on deals of earlier versions, where the last of `stages` says it. */
  stageAt?: Date;
  /** Neither won nor lost. */
  isOpen: boolean;
  title: string;
  /** In units of the pipeline's currency (roubles, not kopecks), at most two places; where there are lines, their sum. */
  amount?: number;
  lines?: DealLine[];
  tags?: string[];
  /** `YYYY-MM-DD`. */
  expectedAt?: string;
  fields: Record<string, DealValue>;
  files?: DealFile[];
  notes?: DealNote[];
  /** Why it was lost. */
  lostReason?: string;
  /** The member of staff who answers for it. */
  owner?: string;
  /** The way it has come, oldest first; the last is where it stands. */
  stages: { stage: string; at: Date }[];
  /** The deep link that the run came by. */
  source?: { link?: string; detail?: string };
  /** How often each button was pressed since it came to its stage. */
  presses?: Record<string, number>;
  /** The task that is to be done next, kept by whoever writes tasks; absent where there is none. */
  nextAt?: Date;
  /** In the trash since. */
  deletedAt?: Date;
  at: Date;
  changedAt: Date;
}

/** Money is kept to the hundredth. */
export const toMoney = (value: number): number => Math.round((value + Number.EPSILON) * 100) / 100;

/** What a line costs with its discount. */
export function lineSum({ price, quantity, discount }: Pick<DealLine, 'price' | 'quantity' | 'discount'>): number {
  return toMoney(price * quantity * (1 - discount / 100));
}

/** What all lines cost. */
export const linesSum = (lines: readonly DealLine[]): number => toMoney(lines.reduce((sum, line) => sum + lineSum(line), 0));
