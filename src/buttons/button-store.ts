import mongoose from 'mongoose';
import { isDuplicateKey, rawCollection } from '../db/index.ts';
import { defaultPipeline } from '../deals/index.ts';
import { AppError } from '../lib/app-error.ts';
import { signal } from '../signals/index.ts';
import type { Language } from '../texts/index.ts';
import type { DealButton } from './button.ts';
import { defaultButtons } from './default-buttons.ts';

interface ButtonsDocument {
  _id: string;
  buttons: DealButton[];
  version: number;
}

const store = rawCollection<ButtonsDocument>(
  mongoose.model(
    'DealButtons',
    new mongoose.Schema<ButtonsDocument>(
      { _id: String, buttons: mongoose.Schema.Types.Mixed, version: Number },
      { collection: 'dealButtons', versionKey: false },
    ),
  ),
);

/** The buttons of a pipeline in their order, with the version to change them by. `language` words the ones that are there from the beginning. */
export async function buttonsOf(pipeline: string, language: Language): Promise<{ buttons: DealButton[]; version: number }> {
  const found = await store.findOne({ _id: pipeline });
  if (found) return { buttons: found.buttons, version: found.version };
  return { buttons: pipeline === defaultPipeline ? defaultButtons(language) : [], version: 0 };
}

/** Sets all buttons of a pipeline. AppError `buttons.conflict` when somebody else has changed them since `version`. */
export async function saveButtons(pipeline: string, buttons: DealButton[], { version }: { version: number }): Promise<void> {
  try {
    const { matchedCount, upsertedCount } = await store.updateOne(
      { _id: pipeline, version },
      { $set: { buttons, version: version + 1 } },
      { upsert: version === 0 },
    );
    if (matchedCount + upsertedCount === 0) throw conflict(pipeline);
  } catch (error) {
    if (isDuplicateKey(error)) throw conflict(pipeline);
    throw error;
  }
  signal({ topic: 'settings', about: pipeline });
}

function conflict(pipeline: string): AppError {
  return new AppError('buttons.conflict', 'Somebody else has changed these buttons meanwhile.', { pipeline });
}
