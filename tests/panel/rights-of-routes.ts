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
    ALL /hooks/:automation/:secret
    POST /hooks/:automation/:secret
    GET /healthz
    GET /join/:token
    POST /join/:token
    GET /l/:code
    POST /language
    GET /login
    POST /login
    GET /login/code
    POST /login/code
    POST /logout
    GET /readyz
    GET /reset/:token
    POST /reset/:token
    GET /setup
    POST /setup
    `,
  ),
  ...given(
    'staff',
    `
    GET /contacts/:id/consents
    GET /contacts
    GET /contacts/:id
    GET /contacts/:id/fields/:field
    GET /contacts/:id/segment-lists
    GET /contacts/:id/timeline
    GET /files/:id
    POST /files/:id/fetch
    GET /files/:id/small
    GET /flows
    GET /flows/:flow
    POST /flows/:flow/check
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
    POST /flows/:flow/simulate
    GET /inbox
    GET /inbox/:id
    GET /inbox/:id/card
    GET /inbox/:id/find
    GET /inbox/:id/history
    GET /inbox/:id/messages
    GET /inbox/:id/scheduled
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
    GET /search
    GET /settings
    POST /settings
    GET /settings/alerts
    POST /settings/alerts
    POST /settings/alerts/link/:messenger
    POST /settings/alerts/unlink
    POST /settings/password
    GET /settings/security
    POST /settings/security/second-factor
    POST /settings/security/second-factor/codes
    POST /settings/security/second-factor/confirm
    POST /settings/security/second-factor/remove
    POST /settings/security/sessions/:session/end
    POST /settings/security/sessions/end-others
    GET /tasks
    GET /tasks/:id
    GET /tasks/due
    GET /tasks/hours
    GET /tasks/mark
    `,
  ),
  ...given(
    'write',
    `
    POST /contacts/:id/consents
    POST /contacts/:id/fields/:field
    POST /contacts/:id/lists/:field
    POST /contacts/:id/segment-lists
    POST /contacts/:id/suggestions
    POST /contacts/:id/tags
    POST /contacts/:id/tasks/:task
    POST /contacts/bulk
    GET /contacts/duplicates
    POST /contacts/duplicates/dismiss
    GET /contacts/merges
    POST /contacts/merges
    GET /contacts/merges/:id
    POST /contacts/merges/:id/undo
    GET /contacts/merges/new
    GET /contacts/merges/with
    GET /inbox/:id/close
    POST /inbox/:id/close
    POST /inbox/:id/files
    POST /inbox/:id/files/:file/remove
    POST /inbox/:id/give-back
    GET /inbox/:id/messages/:message/edit
    POST /inbox/:id/messages/:message/edit
    POST /inbox/:id/messages/:message/remove
    POST /inbox/:id/messages/:message/send-again
    POST /inbox/:id/notes
    POST /inbox/:id/read
    POST /inbox/:id/reopen
    GET /inbox/:id/replies
    GET /inbox/:id/replies/:reply
    POST /inbox/:id/reply
    POST /inbox/:id/schedule
    POST /inbox/:id/scheduled/:reply
    POST /inbox/:id/scheduled/:reply/cancel
    GET /inbox/:id/scheduled/:reply/edit
    POST /inbox/:id/scheduled/:reply/send
    GET /inbox/:id/snooze
    POST /inbox/:id/snooze
    POST /inbox/:id/take-over
    GET /inbox/:id/transfer
    POST /inbox/:id/transfer
    POST /inbox/:id/typing
    POST /inbox/:id/wake
    POST /inbox/away
    GET /settings/replies
    GET /settings/replies/:id
    POST /settings/replies/:id
    POST /settings/replies/:id/remove
    POST /settings/replies/files
    GET /settings/replies/new
    POST /settings/replies/new
    POST /tasks
    POST /tasks/:id
    POST /tasks/:id/finish
    POST /tasks/:id/postpone
    POST /tasks/:id/reopen
    POST /tasks/:id/restore
    POST /tasks/:id/trash
    GET /tasks/about
    POST /tasks/back
    GET /tasks/contacts
    GET /tasks/feed
    POST /tasks/feed
    POST /tasks/feed/leave
    GET /tasks/new
    POST /tasks/postpone
    `,
  ),
  ...given(
    'create',
    `
    GET /contacts/new
    POST /contacts/new
    POST /contacts/new/similar
    `,
  ),
  ...given(
    'delete',
    `
    GET /contacts/trash
    POST /contacts/trash
    POST /contacts/trash/restore
    `,
  ),
  ...given(
    'export',
    `
    GET /contacts/:id/proof.json
    GET /contacts/:id/proof.pdf
    GET /contacts/export
    GET /contacts/export/file
    GET /contacts/import
    GET /contacts/import/:id
    GET /contacts/import/:id/refused.csv
    GET /contacts/import/:id/standing
    POST /contacts/import
    POST /contacts/import/:id/back
    POST /contacts/import/:id/check
    POST /contacts/import/:id/columns
    POST /contacts/import/:id/list
    POST /contacts/import/:id/read
    POST /contacts/import/:id/run
    POST /contacts/import/:id/stop
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
    'settings',
    `
    GET /settings/sending
    POST /settings/sending
    GET /settings/fields
    POST /settings/fields
    POST /settings/fields/:key
    POST /settings/fields/:key/remove
    POST /settings/fields/order
    GET /settings/grading
    POST /settings/grading/:what
    POST /settings/grading/:what/reset
    GET /settings/hours
    POST /settings/hours
    GET /settings/queues
    POST /settings/queues
    GET /settings/queues/:id
    POST /settings/queues/:id
    POST /settings/queues/:id/remove
    GET /settings/queues/new
    GET /settings/tasks
    POST /settings/tasks
    `,
  ),
  ...given(
    'administer',
    `
    GET /contacts/:id/erase
    POST /contacts/:id/erase
    GET /settings/retention
    POST /settings/retention
    GET /settings/retention/erased/:id
    GET /settings/api
    POST /settings/api
    POST /settings/api/:key/revoke
    GET /settings/webhooks
    POST /settings/webhooks
    GET /settings/webhooks/:id
    POST /settings/webhooks/:id
    POST /settings/webhooks/:id/deliveries/:delivery/replay
    GET /settings/webhooks/:id/log
    POST /settings/webhooks/:id/remove
    POST /settings/webhooks/:id/secret
    POST /settings/webhooks/:id/switch
    POST /settings/webhooks/:id/test
    POST /messengers/:name/arrange
    POST /messengers/:name/disconnect
    POST /messengers/:name/token
    POST /messengers/:name/transport
    GET /settings/audit
    POST /settings/audit
    GET /settings/audit.csv
    GET /settings/roles
    POST /settings/roles
    POST /settings/roles/:role
    POST /settings/roles/:role/remove
    GET /settings/staff
    POST /settings/staff
    GET /settings/staff/:id
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
    GET /settings/jobs
    POST /settings/jobs/run
    `,
  ),
  ...given(
    'mail',
    `
    GET /segments
    GET /segments/:id
    POST /segments/:id
    POST /segments/:id/copy
    GET /segments/:id/find
    POST /segments/:id/members
    POST /segments/:id/members/remove
    POST /segments/:id/remove
    GET /segments/:id/size
    GET /segments/new
    POST /segments/new
    POST /segments/rule
    POST /segments/rule/count
    POST /segments/rule/find
    POST /segments/rule/mailings
    POST /segments/rule/sample
    POST /segments/rule/why
    `,
  ),
  ['GET /contacts/:id/automations', 'staff'],
  ...given(
    'mail',
    `
    GET /automations
    GET /automations/:id
    GET /automations/:id/chain
    GET /automations/:id/find
    GET /automations/:id/runs
    GET /automations/:id/runs/:run
    GET /automations/:id/trigger
    POST /automations
    POST /automations/:id/begin
    POST /automations/:id/hook
    POST /automations/:id/limits
    POST /automations/:id/off
    POST /automations/:id/on
    POST /automations/:id/remove
    POST /automations/:id/runs
    POST /automations/:id/runs/:run/leave
    POST /automations/:id/steps
    POST /automations/:id/steps/:step
    POST /automations/:id/steps/:step/move
    POST /automations/:id/steps/:step/remove
    POST /automations/:id/switch
    POST /contacts/:id/automations
    `,
  ),
  ...given(
    'mail',
    `
    GET /broadcasts
    GET /broadcasts/:id
    GET /broadcasts/:id/cancel-ask
    GET /broadcasts/:id/correct
    GET /broadcasts/:id/estimate
    GET /broadcasts/:id/numbers
    GET /broadcasts/:id/people
    GET /broadcasts/:id/rehearsal
    GET /broadcasts/:id/report
    GET /broadcasts/:id/report.csv
    GET /broadcasts/:id/report/deals
    GET /broadcasts/:id/report/openings
    GET /broadcasts/:id/report/people
    GET /broadcasts/:id/sent
    GET /broadcasts/:id/standing
    GET /broadcasts/new
    GET /content/people
    POST /broadcasts
    POST /broadcasts/:id
    POST /broadcasts/:id/cancel
    POST /broadcasts/:id/copy
    POST /broadcasts/:id/pace
    POST /broadcasts/:id/pause
    POST /broadcasts/:id/rehearse
    POST /broadcasts/:id/remove
    POST /broadcasts/:id/resume
    POST /broadcasts/:id/schedule
    POST /broadcasts/:id/sent/edit
    POST /broadcasts/:id/sent/remove
    POST /broadcasts/:id/sent/stop
    POST /broadcasts/:id/test
    POST /broadcasts/:id/unschedule
    POST /broadcasts/:id/variants
    POST /broadcasts/:id/variants/:variant/remove
    POST /broadcasts/:id/winner
    POST /content/files
    POST /content/preview
    `,
  ),
  ['GET /deals', 'staff'],
  ['GET /deals/column', 'staff'],
  ['GET /deals/people', 'staff'],
  ['GET /deals/new', 'create'],
  ['POST /deals', 'create'],
  ['GET /deals/export', 'export'],
  ['GET /deals/trash', 'delete'],
  ['GET /deals/:id', 'staff'],
  ['GET /deals/:id/fields/:field', 'staff'],
  ['POST /deals/:id/fields/:field', 'write'],
  ['POST /deals/:id/own', 'write'],
  ['POST /deals/:id/move', 'write'],
  ['POST /deals/:id/press', 'write'],
  ['POST /deals/:id/undo', 'write'],
  ['POST /deals/:id/lines', 'write'],
  ['POST /deals/:id/notes', 'write'],
  ['POST /deals/:id/contacts', 'write'],
  ['POST /deals/:id/files', 'write'],
  ['POST /deals/:id/files/remove', 'write'],
  ['POST /deals/:id/tasks', 'write'],
  ['POST /deals/:id/tasks/:task', 'write'],
  ['POST /deals/:id/trash', 'delete'],
  ['POST /deals/:id/restore', 'delete'],
  ['GET /settings/pipelines', 'settings'],
  ['POST /settings/pipelines', 'settings'],
  ['POST /settings/pipelines/order', 'settings'],
  ['POST /settings/pipelines/next', 'settings'],
  ['GET /settings/pipelines/:id', 'settings'],
  ['POST /settings/pipelines/:id', 'settings'],
  ['POST /settings/pipelines/:id/stages', 'settings'],
  ['POST /settings/pipelines/:id/stages/remove', 'settings'],
  ['POST /settings/pipelines/:id/remove', 'settings'],
  ['POST /settings/pipelines/:id/buttons', 'settings'],
  ['GET /settings/products', 'settings'],
  ['POST /settings/products', 'settings'],
  ['POST /settings/products/:id/archive', 'settings'],
];
