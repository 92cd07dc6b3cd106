export { fillVariables, gapsIn, variablesIn } from './fill-variables.ts';
export { type CannedReply, type ReplyFile, textFor } from './reply.ts';
export { addReply, changeReply, getReply, listReplies, type ReplyInput, removeReply } from './reply-store.ts';
