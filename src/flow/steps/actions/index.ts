import { fieldAction, scoreAction, subscribeAction, tagAction, unsubscribeAction, untagAction } from './card-actions.ts';
import { dealAction, stageAction } from './deal-actions.ts';
import type { ActionKind } from './define-action.ts';
import { startAction, webhookAction } from './outside-actions.ts';
import { assignAction, notifyAction, taskAction } from './people-actions.ts';

export type { Act } from './define-action.ts';

/** Every kind of action of a `do`. */
export const actionKinds: readonly ActionKind[] = [
  tagAction,
  untagAction,
  scoreAction,
  fieldAction,
  dealAction,
  stageAction,
  taskAction,
  notifyAction,
  assignAction,
  webhookAction,
  startAction,
  subscribeAction,
  unsubscribeAction,
];
