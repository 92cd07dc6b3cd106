/** One way out of a step. */
export interface Exit {
  /** What leads that way: words on a button, a rule; absent on the plain way on. */
  label?: string;
  /** Id of a step that is there, or `end`. */
  to: string;
  /** The step that is named is not in the flow: `to` is that name. */
  missing?: true;
  /** Leads to the following step, as it stands in the file. */
  isPlain?: true;
}

/** A step as a diagram shows it, whether or not the file is right. */
export interface DrawnStep {
  id: string;
  /** The key that makes the step what it is: `say`, `ask`… */
  kind: string;
  /** Kind of a question. */
  ask?: string;
  /** The step's words, or what it does in short. */
  title: string;
  exits: Exit[];
  /** Names of the answers that it gives: `answers.<name>`. */
  gives: string[];
  /** Lines in the file, from 1, both included. */
  line: number;
  endLine: number;
}
