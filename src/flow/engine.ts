import type { OutgoingAttachment } from '../messages/index.ts';
import type {
  Answer,
  AnswerValue,
  ContactFacts,
  DealFacts,
  Effect,
  Facts,
  FlowEvent,
  Position,
  RunOutcome,
  StandardField,
} from './position.ts';
import type { RichText } from './text/render-text.ts';
import type { Wording } from './text/template.ts';

/** The languages that a flow may speak. */
export type FlowLanguage = 'ru' | 'en';

/** Texts of consents by kind and language, read from `flows/consents`. `hash` is computed by whoever reads the files. */
export type ConsentTexts = Partial<Record<ConsentKind, Partial<Record<FlowLanguage, ConsentText>>>>;
export type ConsentKind = 'personal-data' | 'advertising';
export interface ConsentText {
  version: string;
  hash: string;
  text: string;
}

/** A checked flow: texts and expressions are parsed, steps indexed. Never changed after it was made. */
export interface CompiledFlow {
  id: string;
  title: string;
  /** The title in each language that it is given in. */
  titles: { [language in FlowLanguage]?: string };
  file: string;
  /** Content hash of this revision. */
  revision: string;
  language: FlowLanguage;
  /** Languages in which it can be held: its own, and those of its texts. */
  languages: FlowLanguage[];
  start: { default: boolean; commands: string[]; keywords: string[]; links: string[] };
  again: 'restart' | 'resume' | 'ignore';
  /** What is said to who falls silent, the earliest first; milliseconds of silence. */
  nudges: { after: number; text: Wording }[];
  /** Milliseconds of silence after which the run ends, and what is said then. */
  expire?: { after: number; say?: Wording };
  steps: CompiledStep[];
  /** Where in `steps` an id stands. */
  index: ReadonlyMap<string, number>;
  consents: ConsentTexts;
  /** Ids of the steps that ask for consent to personal data. */
  personalDataConsents: string[];
  /** Other flows that its buttons and actions start, with the place in the file. */
  startsFlows: FlowReference[];
  /** Other flows that it calls, and what it reads of their answers. */
  callsFlows: (FlowReference & { step: string })[];
  /** `answers.<call>.<question>` that it reads. */
  readsCalled: (Omit<FlowReference, 'flow'> & { names: string[] })[];
  /** Names that `answers.<name>` may have: questions, calls, and what is computed. */
  answerNames: ReadonlySet<string>;
  /** Of those the names that are computed. */
  computedNames: ReadonlySet<string>;
  /** Whether it looks at a deal: then `Facts.deal` is wanted. */
  readsDeal: boolean;
  /** Segments that its rules name: then `Facts.segments` is wanted. */
  readsSegments: string[];
  /** Whether it makes a deal. */
  makesDeal: boolean;
  /** The files that it sends, by their names. */
  media: ReadonlyMap<string, OutgoingAttachment>;
}

/** A flow that another one names, and where. */
export interface FlowReference {
  flow: string;
  line?: number;
  column?: number;
  path: string;
}

/** The flows that are held at present, and the older revisions that people are still in the middle of. */
export interface FlowLibrary {
  /** The flow of a new contact. */
  default?: CompiledFlow;
  byId(id: string): CompiledFlow | undefined;
  byRevision(revision: string): CompiledFlow | undefined;
  /** Present revisions only. */
  all: readonly CompiledFlow[];
}

/** A run that is going on: where it stands, the flow that asks there, and the flows it may call. */
export interface Run {
  library: FlowLibrary;
  flow: CompiledFlow;
  position: Position;
}

/** One step as the engine runs it. */
export interface CompiledStep {
  id: string;
  /** Short name in the data of buttons. */
  tag: string;
  key: string;
  next?: string;
  /** Every place it may lead to; `end` ends the run, undefined is the following step. */
  exits: (string | undefined)[];
  /** Present where the step waits for an answer. */
  question?: Question;
  /** A `wait` that may be over before it begins, so that it holds nobody for certain. */
  passable?: boolean;
  /** `step` is itself. */
  run(turn: Turn, step: CompiledStep): Next;
}

/** Where the run goes after a step; `go` without `to` is the following one. `call` comes back, `start` does not. */
export type Next =
  | { kind: 'go'; to?: string }
  | { kind: 'wait' }
  | { kind: 'end'; outcome: RunOutcome }
  | { kind: 'call' | 'start'; flow: string };

/** One event being worked through: what changes stands here and becomes the result. */
export interface Turn {
  library: FlowLibrary;
  /** The flow that the run stands in: changes with a call and a return. */
  flow: CompiledFlow;
  facts: Facts;
  /** Our own copy. */
  position: Position;
  /** The card as it will be with the effects so far. */
  contact: ContactFacts;
  /** The deal likewise. */
  deal?: DealFacts;
  effects: Effect[];
  /** Records of runs that ended in this turn and gave way to another one. */
  endedRuns: Effect[];
  /** What is said when a keyboard has to be taken away before a message with buttons. */
  acknowledgement?: () => RichText;
  /** Answered questions and said messages are passed over on the way back to the confirm step. */
  replaying: boolean;
  /** The run's record has changed and is to be written. */
  changed: boolean;
  /** Nobody said anything: silence is an answer too. */
  unasked: boolean;
  /** The silence goes on: what is said does not begin it anew. */
  silence: boolean;
  /** People hold the conversation from now on: nothing is to be woken. */
  held: boolean;
  /** The short name of the run in the data of buttons, once one has been made. */
  runTag?: { run: string; tag: string };
}

/** A target of `save`. */
export type SaveTarget =
  | { kind: 'standard'; field: StandardField }
  | { kind: 'custom'; field: string }
  | { kind: 'deal'; field: string };

/** What all questions have in common, compiled, with the body of its kind. */
export interface Question {
  ask: string;
  text: Wording;
  title?: Wording;
  save?: SaveTarget;
  /** The label of the skip button; absent where the question may not be skipped. */
  skip?: Wording | true;
  invalid?: Wording;
  attempts: { max: number; next?: string };
  body: QuestionBody;
  media?: OutgoingAttachment;
}

/** What a kind of question does differently. Each lives in `asks/<kind>.ts`. */
export interface QuestionBody {
  exits?: (string | undefined)[];
  /** The answer is personal data wherever it is kept. */
  personal?: boolean;
  consent?: ConsentKind;
  /** What belongs under the question's text, such as the text of a consent. */
  addition?(turn: Turn): RichText;
  /** The buttons of the present state. */
  buttons?(turn: Turn, step: CompiledStep): AskButton[][];
  /** Whether a Back button belongs under the others. */
  backButton?: boolean;
  /** An answer already known, with which the question is passed over. */
  known?(turn: Turn): { value: AnswerValue; text: string } | undefined;
  read(input: Input, turn: Turn, step: CompiledStep): Reading;
  /** Where this answer leads, where that is not simply on. */
  next?(answer: Answer): string | undefined;
  /** Effects of its own when an answer is taken. */
  taken?(answer: Answer, previous: Answer | undefined, turn: Turn, step: CompiledStep): void;
}

export type AskButton =
  | { label: string; option: string }
  | { label: string; sharePhone: true }
  | { label: string; shareLocation: true };

/** An event as a question sees it: buttons come as options, commands and words are gone. */
export type Input =
  | { kind: 'text'; text: string }
  | { kind: 'option'; option: string }
  | { kind: 'contact'; phone: string; own: boolean }
  | { kind: 'location'; latitude: number; longitude: number; title?: string }
  | Extract<FlowEvent, { kind: 'media' }>
  | { kind: 'other' };

export type Reading =
  | { kind: 'answer'; value: AnswerValue; text: string; end?: RunOutcome; say?: RichText }
  /** A wrong answer: counts as an attempt. The author's `invalid` wins over `text`. */
  | { kind: 'invalid'; text: string }
  /** Not an answer at all (a sticker, another person's card): said kindly, not counted. Without `text` what is expected is said. */
  | { kind: 'foreign'; text?: string }
  /** The question goes on with these words and the buttons of its new state. */
  | { kind: 'more'; text: RichText }
  /** An earlier answer is to be changed. */
  | { kind: 'edit'; step: string /** `<call>.<question>` in a called flow. */ }
  /** A button that this question does not have (any more). */
  | { kind: 'stale' };
