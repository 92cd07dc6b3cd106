import type { Parcel, SendOutcome } from '../messages/index.ts';

export type SendTogether = (parcels: Parcel[]) => Promise<SendOutcome[]>;

/** The leave to make one call, shared by the messages that travel in it. Each of them has to tell whether it comes along. */
export interface Ticket {
  /** Comes along; answers with what became of this message. The call is made once all have told. */
  send(parcel: Parcel, together: SendTogether): Promise<SendOutcome>;
  /** Does not come along after all. */
  leave(): void;
}

/** A ticket for so many messages. `used` is called once, when the call was answered or nobody came along. */
export function createTicket(seats: number, used: () => void): Ticket {
  const aboard: { parcel: Parcel; resolve(outcome: SendOutcome): void; reject(error: unknown): void }[] = [];
  let awaited = seats;
  let call: SendTogether | undefined;

  async function depart() {
    try {
      const outcomes = call ? await call(aboard.map(({ parcel }) => parcel)) : [];
      for (const [i, { resolve }] of aboard.entries()) resolve(outcomes[i] ?? { kind: 'unknown', reason: 'internal' });
    } catch (error) {
      for (const { reject } of aboard) reject(error);
    } finally {
      used();
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
