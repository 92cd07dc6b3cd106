import { textOf } from '../../shared/params.ts';
import { docObject, photoObject, voiceObject } from '../attachments.ts';
import { invalidParameter, VkError } from '../vk-error.ts';
import type { VkWorld } from '../world.ts';
import { type Methods, required } from './call.ts';

/** The two steps around an upload: the address to send the file to, and its saving. */
export const uploadMethods: Methods = {
  'photos.getMessagesUploadServer': ({ world }) => ({
    album_id: -64,
    upload_url: `${world.settings.uploadRoot ?? world.url}/upload/photo?act=do_add&mid=${world.group.id}&aid=-64`,
    user_id: 0,
    group_id: world.group.id,
  }),
  'photos.saveMessagesPhoto': ({ world, params }) => {
    required(params, 'photo');
    const file = takeUpload(world, required(params, 'hash'));
    required(params, 'server');
    if (!file) throw new VkError(129);
    return [photoObject(world, -world.group.id, file)];
  },
  // Videos are taken from people, not from communities.
  'video.save': () => {
    throw new VkError(27, 'Group authorization failed: method is unavailable with group auth.');
  },
  'docs.getMessagesUploadServer': ({ world, params }) => {
    const type = textOf(params, 'type') || 'doc';
    if (!['doc', 'audio_message', 'graffiti'].includes(type)) throw invalidParameter('type is invalid');
    return { upload_url: `${world.settings.uploadRoot ?? world.url}/upload/${type}?act=add_doc_new&mid=${world.group.id}` };
  },
  'docs.save': ({ world, params }) => {
    const file = takeUpload(world, required(params, 'file'));
    if (!file) throw invalidParameter('file is invalid');
    const owner = -world.group.id;
    if (file.kind === 'audio_message') return { type: 'audio_message', audio_message: voiceObject(world, owner, file, 5) };
    return { type: 'doc', doc: docObject(world, owner, { ...file, name: textOf(params, 'title') || file.name }) };
  },
};

/** An upload is saved once. */
function takeUpload(world: VkWorld, hash: string) {
  const file = world.uploads.get(hash);
  world.uploads.delete(hash);
  return file;
}
