import { isEcho, isReport } from '../../lib/power/echo.ts';
import type { Entry } from '../../lib/power/entry.ts';
import type { ServerAction } from '../../lib/power/server.ts';
import type { TimeLineEvent } from './event.ts';
import { mayBeLostOne, ownerOf } from './ours.ts';

/** Who did it, as far as the cloud says. */
export const userWords = ({ userId }: Pick<ServerAction, 'userId'>): string =>
  userId === null ? 'a user whom the cloud does not name' : `user ${userId}`;

/** What others did to the server, from Nova's action list, oldest first. Our own stops are not in it: their sends are. */
export const actionEvents = (actions: readonly ServerAction[], entries: readonly Entry[]): readonly TimeLineEvent[] =>
  actions
    .flatMap((action, place): readonly TimeLineEvent[] => {
      if (ownerOf(action, entries) !== undefined) return [];
      const { startedAt: at, userId, requestId, failed } = action;
      const base = {
        at,
        ...(userId === null ? {} : { userId }),
        ...(requestId === '' ? {} : { openstackRequestId: requestId }),
      };
      const id = requestId === '' ? '' : `: ${requestId}`;
      if (isEcho(actions, place))
        return [
          {
            ...base,
            kind: 'echoed',
            what: `${action.action} noted`,
            because: 'part of what was done before: nobody asked for it',
          },
        ];
      if (isReport(action))
        return [{ ...base, kind: 'acted', what: action.action, because: `at the machine, not through Nova${id}` }];
      const doubt = mayBeLostOne(action, entries) ? ', perhaps our stop whose answer was lost' : '';
      const because = `by ${userWords(action)}${failed ? ', failed' : ''}${doubt}${id}`;
      return [{ ...base, kind: 'acted', what: action.action, because }];
    })
    .toReversed();
