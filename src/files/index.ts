export { typeOf } from './bucket.ts';
export { dispositionOf } from './disposition.ts';
export { mayBeShown } from './file-kind.ts';
export { fileInfo, openFile } from './open-file.ts';
export { readRange } from './read-range.ts';
export { fetchRemoteFile, refOfStored, rememberRemoteFile } from './remote-file.ts';
export { removeFile, saveFile } from './save-file.ts';
export type { StoredFile } from './stored-file.ts';
