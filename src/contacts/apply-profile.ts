import type { Profile } from '../messages/index.ts';
import type { Contact, Identity, ProfileFields } from './contact.ts';

/** What a messenger answered about one of its people; without a profile it was asked in vain. */
export interface ToldProfile {
  identity: string;
  profile?: Profile;
  /** Their picture, in the files room. */
  photo?: string;
  at: Date;
}

/**
 * Puts what the messenger tells onto the card, field by field: where nothing stands and nothing was taken away, or where still stands what
 * the messenger itself had told. So what a person or a manager entered, or emptied, stays. Pure.
 */
export function putProfile(contact: Contact, { identity: key, profile, photo, at }: ToldProfile): Contact {
  const identity = contact.identities.find(other => other.key === key);
  if (!identity) return contact;
  const earlier = identity.profile?.told ?? greeted(contact, identity);
  const put = profile ? stillTheirs(contact, earlier, fieldsOf(profile)) : {};
  return {
    ...contact,
    ...put,
    identities: contact.identities.map(other =>
      other.key === key
        ? { ...other, ...calledOf(profile), ...(photo && { photo }), profile: { at, told: { ...earlier, ...put } } }
        : other,
    ),
  };
}

function stillTheirs(contact: Contact, earlier: ProfileFields, fields: ProfileFields): ProfileFields {
  const told = Object.entries(fields) as [keyof ProfileFields, string][];
  return Object.fromEntries(told.filter(([field]) => contact[field] === earlier[field]));
}

/** Before the first asking: a name that came with a message is the messenger's as well. */
function greeted({ firstName, lastName }: Contact, { name }: Identity): ProfileFields {
  if (!name) return {};
  const parts = [firstName, lastName].filter(Boolean).join(' ') === name;
  return { name, ...(parts && firstName && { firstName }), ...(parts && lastName && { lastName }) };
}

function calledOf(profile: Profile | undefined): Pick<Identity, 'name' | 'username'> {
  const { name } = profile ? fieldsOf(profile) : {};
  return { ...(name && { name }), ...(profile?.username && { username: profile.username }) };
}

function fieldsOf({ firstName, lastName, language, city, birthday }: Profile): ProfileFields {
  const name = [firstName, lastName].filter(Boolean).join(' ');
  const date = birthday && cardDate(birthday);
  return {
    ...(name && { name }),
    ...(firstName && { firstName }),
    ...(lastName && { lastName }),
    ...(language && { language }),
    ...(city && { city }),
    ...(date && { birthday: date }),
  };
}

/** `MM-DD` and `YYYY-MM-DD` as the card keeps them. */
function cardDate(birthday: string): string | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(birthday)) return birthday;
  return /^\d{2}-\d{2}$/.test(birthday) ? `--${birthday}` : undefined;
}
