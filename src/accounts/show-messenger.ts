import type { Address, ChangeOutcome, Messenger, MessengerState, Parcel, SendOutcome } from '../messages/index.ts';

/**
 * A messenger as all rooms see it: its state is the installation's, not this process's alone, and it sends only into conversations of its own
 * account. After a token of another bot was entered, a chat of the former one would mean nothing to it, or somebody else: what is for
 * the former account waits until that is connected again.
 */
export function showMessenger(messenger: Messenger, state: () => MessengerState): Messenger {
  const send = messenger.send.bind(messenger);
  const sendMany = messenger.sendMany?.bind(messenger);
  const edit = messenger.edit?.bind(messenger);
  const remove = messenger.remove?.bind(messenger);
  return Object.create(messenger, {
    state: { get: state, enumerable: true },
    send: value((address: Address, message: Parcel['message'], key: string) =>
      isOurs(address) ? send(address, message, key) : Promise.resolve(foreign(address)),
    ),
    ...(sendMany && { sendMany: value((parcels: Parcel[]) => sendOurs(parcels, sendMany)) }),
    ...(edit && {
      edit: value((address: Address, id: string, message: Parcel['message']) =>
        isOurs(address) ? edit(address, id, message) : Promise.resolve(refused(address)),
      ),
    }),
    ...(remove && {
      remove: value((address: Address, ids: string[]) =>
        isOurs(address) ? remove(address, ids) : Promise.resolve(refused(address)),
      ),
    }),
  }) as Messenger;

  /** While one's own account is not known yet nothing tells it apart. */
  function isOurs({ account }: Address): boolean {
    return messenger.account === '' || account === messenger.account;
  }

  async function sendOurs(parcels: Parcel[], together: (parcels: Parcel[]) => Promise<SendOutcome[]>): Promise<SendOutcome[]> {
    if (parcels.every(({ address }) => isOurs(address))) return together(parcels);
    return Promise.all(
      parcels.map(async ({ address, message, key }) => (isOurs(address) ? send(address, message, key) : foreign(address))),
    );
  }
}

const value = <T extends (...given: never[]) => unknown>(method: T) => ({ value: method, enumerable: true });

const belongs = ({ account }: Address) => `This conversation belongs to the account ${account}, which is not connected.`;
const foreign = (address: Address): SendOutcome => ({ kind: 'account', reason: belongs(address) });
const refused = (address: Address): ChangeOutcome => ({ kind: 'refused', reason: belongs(address) });
