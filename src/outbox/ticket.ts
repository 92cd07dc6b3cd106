import type { Parcel, SendOutcome } from '../messages/index.ts';

export type SendTogether = (parcels: Parcel[]) => Promise<SendOutcome[]>;

/** The leave to make one call, shared by the messages that travel in it. Each of them has to tell whether it comes along. */
export interface Ticket {
  /** Comes along; answers with what became of this message. The call is made once all have told. */
  send(parcel: Parcel, together: SendTogether): Promise<SendOutcome>;
  /** Does not come along after all. */
  leave(): void;
}

export interface Gatekeeper {
  /** Resolves when the call may be made; with an outcome when it may not be made after all. */
  admit(): Promise<SendOutcome | undefined>;
  /** The call that was admitted has been answered. */
  answered(): void;
  /** Nobody came along. */
  cancelled(): void;
}

/** A ticket for so many messages. */
export function createTicket(seats: number, gate?: Gatekeeper): Ticket {
  const aboard: { parcel: Parcel; resolve(outcome: SendOutcome): void; reject(error: unknown): void }[] = [];
  let awaited = seats;
  let call: SendTogether | undefined;

  async function depart() {
    if (!call) return gate?.cancelled();
    try {
      const refused = await gate?.admit();
      const outcomes = refused ? aboard.map(() => refused) : await callAndTell(call);
      for (const [i, { resolve }] of aboard.entries()) resolve(outcomes[i] ?? { kind: 'unknown', reason: 'internal' });
    } catch (error) {
      for (const { reject } of aboard) reject(error);
    }
  }

  async function callAndTell(together: SendTogether): Promise<SendOutcome[]> {
    try {
      return await together(aboard.map(({ parcel }) => parcel));
    } finally {
      gate?.answered();
    }
  }

  function told() {
    awaited -= 1;
    if (awaited === 0) void depart();
  }

  return {
    send: (parcel, together) =>
      new Promise((resolve, reject) => {
        call = together;
        aboard.push({ parcel, resolve, reject });
        told();
      }),
    leave: told,
  };
}
