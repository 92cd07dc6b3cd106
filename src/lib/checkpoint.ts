/**
 * A named point on the way of a message at which the process might die. The program passes one that does nothing; a test passes one that
 * kills the process there.
 */
export type Checkpoint = (point: CheckpointName) => Promise<void> | void;

export const checkpointNames = [
  'update stored',
  'conversation taken',
  'contact found',
  'message kept',
  'conversation advanced',
  'effects applied',
  'conversation released',
  'delivery claimed',
  'delivery sent',
  'delivery settled',
] as const;
export type CheckpointName = (typeof checkpointNames)[number];

export const noCheckpoint: Checkpoint = () => {};
