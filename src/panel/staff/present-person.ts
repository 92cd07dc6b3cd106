import type { Invitation, RoleSheet, Staff } from '../../staff/index.ts';
import { mayGive } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { presentAvatar } from '../present-contact.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';

/** What a role is called: those of every installation by the texts, the others as the owner called them. */
export function roleName(
  { language }: Pick<Viewer, 'language'>,
  { id, name }: { id: string; name?: string | undefined },
): string {
  if (name) return name;
  const key = `panel:roles.${id}`;
  const text = t(language, key);
  return key.endsWith(text) ? t(language, 'panel:staff.roleGone') : text;
}

/** The role of somebody. */
export const roleOf = (viewer: Pick<Viewer, 'language'>, { role, roleName: name }: Staff): string =>
  roleName(viewer, { id: role, name });

/** A line of the list of people. */
export function presentPerson(viewer: Viewer, person: Staff, lockedUntil: Date | undefined) {
  const words = (key: string, values = {}) => t(viewer.language, `panel:staff.${key}`, values);
  const state = person.off
    ? { state: 'off', words: words('state.off') }
    : lockedUntil
      ? { state: 'wait', words: words('state.locked', { time: presentTime(viewer, lockedUntil).words }) }
      : person.owesSecondFactor
        ? { state: 'wait', words: words('state.owes') }
        : { state: 'good', words: words('state.active') };
  return {
    id: person.id,
    href: `/settings/staff/${encodeURIComponent(person.id)}`,
    name: person.name,
    email: person.email,
    avatar: presentAvatar(person.id, person.name),
    role: roleOf(viewer, person),
    isSelf: person.id === viewer.staff?.id,
    isOff: person.off !== undefined,
    ...(person.secondFactorSince && { secondFactor: words('hasSecondFactor') }),
    seen: person.lastSeenAt ? presentTime(viewer, person.lastSeenAt) : undefined,
    state,
  };
}

/** Somebody who was invited and has not come. */
export function presentInvitation(viewer: Viewer, invitation: Invitation, sheets: RoleSheet[]) {
  const sheet = sheets.find(({ id }) => id === invitation.role);
  const isOver = invitation.expiresAt <= viewer.now;
  const time = presentTime(viewer, invitation.expiresAt).words;
  return {
    id: invitation.id,
    email: invitation.email,
    role: roleName(viewer, { id: invitation.role, name: sheet?.name }),
    state: isOver ? 'bad' : 'wait',
    words: t(viewer.language, `panel:staff.${isOver ? 'inviteOver' : 'inviteUntil'}`, { time }),
  };
}

/** The roles that this person may give, as choices. */
export function roleChoices(viewer: Viewer, sheets: RoleSheet[], chosen: string) {
  const { staff } = viewer;
  return sheets
    .filter(sheet => staff && mayGive(staff, sheet.rights))
    .map(sheet => ({ value: sheet.id, label: roleName(viewer, sheet), on: sheet.id === chosen }));
}
