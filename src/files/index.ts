export { dispositionOf } from './disposition.ts';
export { mayBeShown } from './file-kind.ts';
export { type ByteRange, fileInfo, openFile } from './open-file.ts';
export { type RangeAnswer, readRange } from './read-range.ts';
export { fetchRemoteFile, refOfStored, rememberRemoteFile } from './remote-file.ts';
export { type FileToSave, removeFile, saveFile } from './save-file.ts';
export type { FileOwner, FileState, StoredFile } from './stored-file.ts';
