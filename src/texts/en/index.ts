import { chat } from './chat.ts';
import { flow } from './flow.ts';
import { history } from './history.ts';
import { panel } from './panel.ts';

export const en = { chat, flow, history, panel };
