// As the code wrote them that brought replays: entries and intents of version 3, roll calls of version 2. Never edited; a new shape gets
// new samples.

/** An item of the ledger: a dead letter was replayed the next morning and claimed. */
export const REPLAYED_ENTRIES = {
  'a dead letter that was replayed':
    '{"pk":{"S":"server#otc#3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f"},"sk":{"S":"webhook#evening"},"schemaVersion":{"N":"3"},"intent":{"M":{"source":{"S":"webhook"},"requestId":{"S":"evening"},"serverId":{"S":"3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f"},"cloud":{"S":"otc"},"requestedAt":{"N":"1768478400000"},"notAfter":{"N":"1795510800000"},"dryRun":{"BOOL":false},"replayedAt":{"N":"1795507200000"}}},"owner":{"S":"owner-4"},"leaseUntil":{"N":"1795507262000"},"revision":{"N":"5"},"abandoned":{"N":"0"},"attempts":{"N":"2"},"firstAttemptAt":{"N":"1768478401000"},"looks":{"N":"0"},"sends":{"L":[{"M":{"markedAt":{"N":"1768478401100"},"evidenceAt":{"N":"1768478401000"},"state":{"S":"refused"},"answeredAt":{"N":"1768478401200"},"openstackRequestId":{"S":"req-f1"},"fault":{"M":{"kind":{"S":"refused"},"trouble":{"S":"forbidden"},"message":{"S":"Policy doesn\'t allow os_compute_api:servers:stop to be performed."},"http":{"N":"403"},"code":{"S":"forbidden"},"openstackRequestId":{"S":"req-f1"}}},"saw":{"M":{"vmState":{"S":"active"},"taskState":{"NULL":true},"powerState":{"N":"1"},"updatedAt":{"N":"1768305600000"}}}}}]},"server":{"M":{"vmState":{"S":"active"},"taskState":{"NULL":true},"powerState":{"N":"1"}}},"history":{"L":[{"M":{"at":{"N":"1768478401100"},"decision":{"S":"send"},"because":{"S":"unchanged since 2026-01-13T12:00:00.000Z"}}},{"M":{"at":{"N":"1768478401200"},"decision":{"S":"forbidden"},"because":{"S":"Policy doesn\'t allow os_compute_api:servers:stop to be performed."}}}]},"expiresAt":{"N":"1799398800"}}',
} satisfies Readonly<Record<string, string>>;

/** The body of its message in the stop queue. */
export const REPLAYED_INTENTS = {
  replayed:
    '{"intent":{"version":3,"source":"webhook","requestId":"evening","serverId":"3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f","cloud":"otc","requestedAt":"2026-01-15T12:00:00.000Z","notAfter":"2026-11-24T09:00:00.000Z","replayedAt":"2026-11-24T08:00:00.000Z","dryRun":false}}',
} satisfies Readonly<Record<string, string>>;

/** The body that asked for it again, and those of a request and a roll call that were. */
export const REPLAYS = {
  letter:
    '{"replay":{"version":1,"replayedAt":"2026-11-24T08:00:00.000Z","messageId":"3a1c2b3a-1111-4222-8333-444455556666","sentAt":"2026-11-23T13:00:01.000Z","attributes":{},"letter":{"intent":{"version":1,"source":"webhook","requestId":"evening","serverId":"3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f","cloud":"otc","requestedAt":"2026-01-15T12:00:00.000Z","notAfter":"2026-01-15T13:00:00.000Z","dryRun":false},"failure":{"reason":"forbidden","because":"Policy doesn\'t allow os_compute_api:servers:stop to be performed.","http":403,"code":"forbidden","openstackRequestId":"req-f1","server":{"vmState":"active","taskState":null,"powerState":1},"attempts":1,"firstAttemptAt":"2026-01-15T12:00:01.000Z","failedAt":"2026-01-15T12:00:01.200Z"}}}}',
  request:
    '{"replay":{"version":1,"replayedAt":"2026-11-24T08:00:00.000Z","messageId":"night-7","sentAt":"2026-01-15T12:00:00.000Z","attributes":{},"letter":{"serverIds":["3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f","4f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f"],"requestId":"night-7","requestedAt":"2026-01-15T12:00:00.000Z","notAfter":"2026-01-15T13:00:00.000Z","cloud":"otc","type":"HARD","dryRun":false,"reason":"inventory"}}}',
  'roll-call':
    '{"rollCall":{"version":2,"source":"webhook","requestId":"evening","cloud":"otc","dryRun":false,"part":"select","requestedAt":"2026-01-15T12:00:00.000Z","notAfter":"2026-11-24T09:00:00.000Z","replayedAt":"2026-11-24T08:00:00.000Z"}}',
} as const;
