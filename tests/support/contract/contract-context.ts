import type { Address, Messenger, Outgoing, SendOutcome } from '../../../src/messages/index.ts';
import type { Customer, CustomerOptions } from '../../../tools/stand-ins/index.ts';
import type { TestIntake } from '../test-intake.ts';

/** `tooFast`: the messenger asks to slow down. `lostAnswer`: the message arrives, but nobody says so. */
export type Spoiling = 'tooFast' | 'lostAnswer' | 'serverError';

/** What a part of the contract may use; each test gets a world of its own. */
export interface ContractContext {
  readonly messenger: Messenger;
  readonly intake: TestIntake;
  /** Makes up a customer. */
  customer(options: CustomerOptions): Customer;
  /** The same account with a token that is none. */
  withWrongToken(): Messenger;
  /** How the next message to this chat goes wrong. */
  spoil(chat: string, how: Spoiling): void;
  /** Begins to receive. */
  begin(): Promise<void>;
  addressOf(customer: Customer): Address;
  send(to: Customer, message: Outgoing): Promise<SendOutcome>;
}
