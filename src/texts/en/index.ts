import { alerts } from './alerts.ts';
import { chat } from './chat.ts';
import { demo } from './demo.ts';
import { flow } from './flow.ts';
import { flows } from './flows.ts';
import { history } from './history.ts';
import { panel } from './panel.ts';
import { problems } from './problems.ts';

export const en = { alerts, chat, demo, flow, flows, history, panel, problems };
