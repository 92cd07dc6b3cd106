import mongoose from 'mongoose';
import { rawCollection } from './raw-collection.ts';

interface SettingDocument {
  _id: string;
  value: string;
}

const settings = rawCollection<SettingDocument>(
  mongoose.model(
    'Setting',
    new mongoose.Schema<SettingDocument>({ _id: String, value: String }, { collection: 'settings', versionKey: false }),
  ),
);

/** A small value that the program remembers under a name. */
export async function loadSetting(name: string): Promise<string | undefined> {
  return (await settings.findOne({ _id: name }))?.value;
}

export async function saveSetting(name: string, value: string): Promise<void> {
  await settings.updateOne({ _id: name }, { $set: { value } }, { upsert: true });
}
