/**
 * An error that a person will read. `code` is stable (`room.what_happened`), `facts` are for the log, the message says what to do next.
 */
export class AppError extends Error {
  readonly code: string;
  readonly facts: Record<string, unknown>;

  constructor(code: string, message: string, facts: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
    this.facts = facts;
  }
}
