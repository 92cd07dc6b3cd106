import type { Right } from '../../src/staff/index.ts';

/** Who may: everybody, whoever is signed in, or whoever has the right. */
export type Need = 'everybody' | 'staff' | Right;

const given = (need: Need, list: string): [route: string, need: Need][] =>
  list
    .trim()
    .split('\n')
    .map(line => [line.trim(), need]);

/** Every route of the panel, listed once under what it needs. Names of parameters are those of the route. */
export const routes: readonly [route: string, need: Need][] = [
  ...given(
    'everybody',
    `
    GET /
    GET /healthz
    GET /readyz
    GET /join/:token
    GET /login
    GET /login/code
    GET /reset/:token
    GET /setup
    POST /join/:token
    POST /language
    POST /login
    POST /login/code
    POST /logout
    POST /reset/:token
    POST /setup
    `,
  ),
  ...given(
    'staff',
    `
    GET /contacts
    GET /contacts/:id
    GET /contacts/:id/fields/:field
    GET /contacts/:id/history
    GET /files/:id
    GET /files/:id/small
    GET /flows
    GET /flows/:flow
    GET /flows/:flow/dialogues
    GET /flows/:flow/draft
    GET /flows/:flow/edit
    GET /flows/:flow/moves/:move
    GET /flows/:flow/moves/:move/progress
    GET /flows/:flow/people
    GET /flows/:flow/publish
    GET /flows/:flow/revisions
    GET /flows/:flow/revisions/:number
    GET /flows/:flow/revisions/:number/file
    GET /flows/:flow/revisions/:number/move
    GET /flows/:flow/schema.json
    GET /inbox
    GET /inbox/:id
    GET /inbox/:id/card
    GET /inbox/:id/messages
    GET /inbox/:id/state
    GET /inbox/list
    GET /inbox/mark
    GET /live
    GET /messengers
    GET /messengers/:name
    GET /messengers/:name/checks
    GET /messengers/:name/happened
    GET /messengers/:name/qr.svg
    GET /messengers/:name/standing
    GET /messengers/sending
    GET /messengers/sending/failed
    GET /messengers/standings
    GET /settings
    GET /settings/security
    POST /files/:id/fetch
    POST /flows/:flow/check
    POST /flows/:flow/simulate
    POST /settings
    POST /settings/password
    POST /settings/security/second-factor
    POST /settings/security/second-factor/codes
    POST /settings/security/second-factor/confirm
    POST /settings/security/second-factor/remove
    POST /settings/security/sessions/:session/end
    POST /settings/security/sessions/end-others
    `,
  ),
  ...given(
    'write',
    `
    GET /inbox/:id/messages/:message/edit
    POST /contacts/:id/fields/:field
    POST /contacts/:id/tags
    POST /contacts/:id/tasks/:task
    POST /inbox/:id/files
    POST /inbox/:id/files/:file/remove
    POST /inbox/:id/give-back
    POST /inbox/:id/messages/:message/edit
    POST /inbox/:id/messages/:message/remove
    POST /inbox/:id/messages/:message/send-again
    POST /inbox/:id/read
    POST /inbox/:id/reply
    POST /inbox/:id/take-over
    `,
  ),
  ...given(
    'author',
    `
    POST /flows
    POST /flows/:flow/dialogues
    POST /flows/:flow/draft
    POST /flows/:flow/draft/drop
    POST /flows/:flow/moves/:move/stop
    POST /flows/:flow/publish
    POST /flows/:flow/revisions/:number/move
    POST /flows/:flow/revisions/:number/run
    POST /flows/import
    `,
  ),
  ...given(
    'administer',
    `
    GET /settings/audit
    GET /settings/audit.csv
    GET /settings/roles
    GET /settings/staff
    GET /settings/staff/:id
    POST /messengers/:name/arrange
    POST /messengers/:name/disconnect
    POST /messengers/:name/token
    POST /messengers/:name/transport
    POST /settings/audit
    POST /settings/roles
    POST /settings/roles/:role
    POST /settings/roles/:role/remove
    POST /settings/staff
    POST /settings/staff/:id/hand-over
    POST /settings/staff/:id/off
    POST /settings/staff/:id/on
    POST /settings/staff/:id/reset
    POST /settings/staff/:id/role
    POST /settings/staff/:id/second-factor/remove
    POST /settings/staff/:id/sessions/:session/end
    POST /settings/staff/:id/sessions/end
    POST /settings/staff/:id/unlock
    POST /settings/staff/invitations/:id/renew
    POST /settings/staff/invitations/:id/revoke
    `,
  ),
];
