import { type AccountView, isConnectable } from '../accounts/index.ts';
import type { Messenger, MessengerName, MessengerState, Problem } from '../messages/index.ts';
import type { PanelOptions } from './panel-options.ts';

/** How a messenger stands in the whole installation, whichever process is asked. */
export interface Standing {
  name: MessengerName;
  state: MessengerState['state'] | 'off' | 'silent' | 'unreadable';
  /** What our bot or community is called there. */
  called?: string;
  /** Our account there. */
  account?: string;
  problem?: Problem;
  /** How it is connected; the site's chat is not. */
  view?: AccountView;
  /** As this process has it, for asking. */
  messenger?: Messenger;
}

type Sources = Pick<PanelOptions, 'accounts' | 'messengers' | 'receives'>;

export async function loadMessenger(name: MessengerName, { accounts, messengers, receives = true }: Sources): Promise<Standing> {
  const messenger = messengers.find(candidate => candidate.name === name);
  const [view, told] = await Promise.all([isConnectable(name) ? accounts.view(name) : undefined, accounts.told(name)]);
  const about = { name, ...(view && { view }), ...(messenger && { messenger }) };
  const isOn = view?.isOn || messenger !== undefined;
  if (!isOn) return { ...about, state: view?.isUnreadable ? 'unreadable' : 'off' };
  if (!receives && !told) return { ...about, state: 'silent' };
  const state = messenger?.state ?? told?.state ?? { state: 'starting' };
  return {
    ...about,
    state: state.state,
    ...(messenger && { account: messenger.account }),
    ...('name' in state && { called: state.name }),
    ...('problem' in state && { problem: state.problem }),
  };
}
