// As the code wrote them that brought selections and freezes, driven through each case: entries and intents of version 2. Never edited;
// a new shape gets new samples.

/** Items of the ledger of servers that a selection chose, by what was written last. */
export const SELECTED_ENTRIES = {
  'an accepted stop of a server that a selection chose':
    '{"pk":{"S":"server#otc#3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f"},"sk":{"S":"schedule#evening"},"schemaVersion":{"N":"2"},"intent":{"M":{"source":{"S":"schedule"},"requestId":{"S":"evening"},"serverId":{"S":"3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f"},"cloud":{"S":"otc"},"requestedAt":{"N":"1795435200000"},"notAfter":{"N":"1795438800000"},"dryRun":{"BOOL":false},"selectDigest":{"S":"f4d206d70de622abd9a3f8aec563036c0b12a07d3f5e59ec4b0850196e9b8862"}}},"owner":{"S":"owner-1"},"leaseUntil":{"N":"0"},"revision":{"N":"3"},"abandoned":{"N":"0"},"attempts":{"N":"1"},"firstAttemptAt":{"N":"1795435201000"},"looks":{"N":"1"},"sends":{"L":[{"M":{"markedAt":{"N":"1795435201100"},"evidenceAt":{"N":"1795435201000"},"state":{"S":"accepted"},"answeredAt":{"N":"1795435201200"},"openstackRequestId":{"S":"req-1"},"saw":{"M":{"vmState":{"S":"active"},"taskState":{"NULL":true},"powerState":{"N":"1"},"updatedAt":{"N":"1795262400000"}}}}}]},"server":{"M":{"vmState":{"S":"active"},"taskState":{"NULL":true},"powerState":{"N":"1"}}},"history":{"L":[{"M":{"at":{"N":"1795435201100"},"decision":{"S":"send"},"because":{"S":"unchanged since 2026-11-21T12:00:00.000Z"}}},{"M":{"at":{"N":"1795435201200"},"decision":{"S":"wait"},"because":{"S":"Nova accepted the stop"}}}]},"expiresAt":{"N":"1799326800"}}',
  'a server that its selection no longer meant':
    '{"pk":{"S":"server#otc#3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f"},"sk":{"S":"schedule#evening"},"schemaVersion":{"N":"2"},"intent":{"M":{"source":{"S":"schedule"},"requestId":{"S":"evening"},"serverId":{"S":"3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f"},"cloud":{"S":"otc"},"requestedAt":{"N":"1795435200000"},"notAfter":{"N":"1795438800000"},"dryRun":{"BOOL":false},"selectDigest":{"S":"f4d206d70de622abd9a3f8aec563036c0b12a07d3f5e59ec4b0850196e9b8862"}}},"owner":{"S":"owner-1"},"leaseUntil":{"N":"0"},"revision":{"N":"2"},"abandoned":{"N":"0"},"attempts":{"N":"1"},"firstAttemptAt":{"N":"1795435201000"},"looks":{"N":"0"},"sends":{"L":[]},"server":{"M":{"vmState":{"S":"active"},"taskState":{"NULL":true},"powerState":{"N":"1"}}},"history":{"L":[{"M":{"at":{"N":"1795435201100"},"decision":{"S":"held"},"because":{"S":"no longer matches: tags: does not fit \\"env=dev\\""}}}]},"ending":{"M":{"kind":{"S":"held"},"because":{"S":"no longer matches: tags: does not fit \\"env=dev\\""},"endedAt":{"N":"1795435201100"}}},"expiresAt":{"N":"1799326800"},"outcome":{"S":"held"}}',
  'a frozen intent':
    '{"pk":{"S":"server#otc#3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f"},"sk":{"S":"schedule#evening"},"schemaVersion":{"N":"2"},"intent":{"M":{"source":{"S":"schedule"},"requestId":{"S":"evening"},"serverId":{"S":"3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f"},"cloud":{"S":"otc"},"requestedAt":{"N":"1795435200000"},"notAfter":{"N":"1795438800000"},"dryRun":{"BOOL":false},"selectDigest":{"S":"f4d206d70de622abd9a3f8aec563036c0b12a07d3f5e59ec4b0850196e9b8862"}}},"owner":{"S":"owner-1"},"leaseUntil":{"N":"0"},"revision":{"N":"3"},"abandoned":{"N":"0"},"attempts":{"N":"1"},"firstAttemptAt":{"N":"1795435201000"},"looks":{"N":"1"},"sends":{"L":[]},"server":{"M":{"vmState":{"S":"active"},"taskState":{"NULL":true},"powerState":{"N":"1"}}},"trouble":{"M":{"kind":{"S":"transient"},"trouble":{"S":"frozen"},"message":{"S":"frozen until 2026-11-23T14:00:00.000Z by anna: release week"}}},"history":{"L":[{"M":{"at":{"N":"1795435201100"},"decision":{"S":"send"},"because":{"S":"unchanged since 2026-11-21T12:00:00.000Z"}}},{"M":{"at":{"N":"1795435201100"},"decision":{"S":"wait"},"because":{"S":"frozen until 2026-11-23T14:00:00.000Z by anna: release week"}}}]},"expiresAt":{"N":"1799326800"}}',
} satisfies Readonly<Record<string, string>>;

/** The body of its message in the stop queue. */
export const SELECTED_INTENTS = {
  'schedule, chosen by a selection':
    '{"intent":{"version":2,"source":"schedule","requestId":"evening","serverId":"3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f","cloud":"otc","requestedAt":"2026-11-23T12:00:00.000Z","notAfter":"2026-11-23T13:00:00.000Z","dryRun":false,"selectDigest":"f4d206d70de622abd9a3f8aec563036c0b12a07d3f5e59ec4b0850196e9b8862"}}',
} satisfies Readonly<Record<string, string>>;

/** Its dead letter, after an hour of frost. */
export const SELECTED_LETTERS = {
  expired: {
    body: '{"intent":{"version":2,"source":"schedule","requestId":"evening","serverId":"3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f","cloud":"otc","requestedAt":"2026-11-23T12:00:00.000Z","notAfter":"2026-11-23T13:00:00.000Z","dryRun":false,"selectDigest":"f4d206d70de622abd9a3f8aec563036c0b12a07d3f5e59ec4b0850196e9b8862"},"failure":{"reason":"expired","because":"too late to send: notAfter would pass before the answer; last: frozen until 2026-11-23T14:00:00.000Z by anna: release week","server":{"vmState":"active","taskState":null,"powerState":1},"attempts":32,"firstAttemptAt":"2026-11-23T12:00:01.000Z","failedAt":"2026-11-23T13:00:00.100Z"}}',
    attributes: {
      reason: 'expired',
      serverId: '3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f',
      requestId: 'evening',
      source: 'schedule',
    },
  },
} as const;

/** Items of freezes. */
export const FREEZES = {
  'all clouds':
    '{"pk":{"S":"freeze"},"sk":{"S":"all"},"schemaVersion":{"N":"1"},"frozenAt":{"N":"1795435140000"},"untilAt":{"N":"1795442400000"},"by":{"S":"anna"},"why":{"S":"release week"},"owner":{"S":"write-1"},"revision":{"N":"1"},"expiresAt":{"N":"1798034400"}}',
  'one cloud, and thawed':
    '{"pk":{"S":"freeze"},"sk":{"S":"cloud#otc"},"schemaVersion":{"N":"1"},"cloud":{"S":"otc"},"frozenAt":{"N":"1795435140000"},"untilAt":{"N":"1795435210000"},"by":{"S":"anna"},"why":{"S":"release week"},"owner":{"S":"write-2"},"revision":{"N":"2"},"expiresAt":{"N":"1798027210"}}',
} satisfies Readonly<Record<string, string>>;
