import type { Connectable, Connection, Made } from '../../src/accounts/index.ts';
import type { Messenger, MessengerState, Problem } from '../../src/messages/index.ts';
import { messengerIn } from './start-panel.ts';

/** Messengers that note when they are made, started and stopped, and work at once unless told otherwise. */
export function scriptMessengers(process: string, diary: string[]) {
  const notes = new Map<string, (problem: Problem) => void>();
  const states = new Map<string, MessengerState>();
  /** Holds the next start, or stop, of a messenger up until it is let go. */
  const held = new Map<string, Promise<void>>();

  function make(name: Connectable, connection: Connection, note: (problem: Problem) => void): Made<string> {
    const called = `${process} ${name} ${connection.token} ${connection.transport}`;
    notes.set(called, note);
    let state: MessengerState = { state: 'starting' };
    let account = name === 'telegram' ? '7012345678' : (connection.groupId ?? '');
    const messenger: Messenger = {
      ...messengerIn(name, state),
      get account() {
        return account;
      },
      get state() {
        return states.get(called) ?? state;
      },
      async start() {
        diary.push(`start ${called}`);
        await held.get(`start ${called}`);
        account ||= '226512345';
        state = { state: 'ready', name: `bot of ${connection.token}` };
        diary.push(`works ${called}`);
      },
      async stop() {
        await held.get(`stop ${called}`);
        state = { state: 'starting' };
        diary.push(`stop ${called}`);
      },
    };
    return { messenger, routes: called };
  }

  return { make, notes, states, held };
}
