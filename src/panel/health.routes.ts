import { Router } from 'express';
import { type Messenger, type MessengerState, wordProblem } from '../messages/index.ts';
import type { PanelOptions } from './panel-options.ts';

/** `/healthz`: the process lives. `/readyz`: it can do its work, and if not fully, what is missing. For a balancer or a container, not for people. */
type HealthOptions = Pick<PanelOptions, 'database' | 'messengers' | 'receives'>;

export function healthRoutes({ database, messengers: all, receives = true }: HealthOptions): Router {
  const messengers = receives ? all : [];
  const router = Router();
  router.get('/healthz', (_req, res) => void res.json({ status: 'alive' }));
  router.get('/readyz', async (_req, res) => {
    const answers = await database.answers();
    const status = readiness(
      answers,
      messengers.map(messenger => messenger.state),
    );
    res.status(status === 'ready' || status === 'degraded' ? 200 : 503).json({
      status,
      database: answers ? 'ready' : 'gone',
      messengers: Object.fromEntries(messengers.map(stateOf)),
    });
  });
  return router;
}

/** One messenger that is refused must not take the others off the network, so it only degrades. */
function readiness(databaseAnswers: boolean, states: MessengerState[]): 'ready' | 'degraded' | 'starting' | 'database gone' {
  if (!databaseAnswers) return 'database gone';
  if (states.some(({ state }) => state === 'starting')) return 'starting';
  return states.every(({ state }) => state === 'ready') ? 'ready' : 'degraded';
}

function stateOf({ name, state }: Messenger): [string, { state: string; problem?: string }] {
  const problem = 'problem' in state && { problem: wordProblem('en', name, state.problem) };
  return [name, { state: state.state, ...problem }];
}
