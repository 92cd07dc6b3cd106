import { type Dispatcher, interceptors } from 'undici';
import { createOutsideAgent } from '../../src/lib/outside-agent.ts';

/**
 * Connects to the world and to nothing of ours, wherever a redirect leads: the addresses of files come in events, and who forges an event
 * must not make us fetch from our own network. `trusted` is the one host that may be anywhere (a stand-in's).
 */
export function createPublicAgent(trusted: string | undefined): Dispatcher {
  return createOutsideAgent({ trusted }).compose(interceptors.redirect({ maxRedirections: 5 }));
}
