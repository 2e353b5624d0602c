import { aServer, type ServerPlan, type StopBehaviour } from '../../cloud/machines/server-plan.ts';
import type { NoActionList } from '../../cloud/nova/action-list-switch.ts';
import type { CloudOptions, SimulatedCloud } from '../../cloud/simulated-cloud.ts';
import { startCloud } from '../../cloud/start-cloud.ts';

/** A cloud in one sentence: `await openstack().withServer(id).busyWith('rebuilding').start()`. */
export interface OpenStackSentence {
  /** One more server: ACTIVE, unlocked, calm. What follows is said of it; a fresh id when left out. */
  withServer(id?: string): ServerSentence;
  /** It has no action list: its policy forbids it, its Nova does not know the path, or its gateway does not. */
  withoutActionList(how: NoActionList): OpenStackSentence;
  /** The cloud, running. */
  start(): Promise<SimulatedCloud>;
}

/** What can be said of the server named last. */
export interface ServerSentence extends OpenStackSentence {
  named(name: string): ServerSentence;
  /** A task under way that never ends: `rebuilding`, `rebooting`, `powering-off` … */
  busyWith(taskState: string): ServerSentence;
  /** Any vm_state, with the power state that goes with it. */
  inState(vmState: string, powerState: number): ServerSentence;
  /** Off: stopped, power state 4. */
  stopped(): ServerSentence;
  /** ERROR, still on, with that fault. */
  inError(message: string): ServerSentence;
  /** By somebody of its own project, or by an administrator from outside. */
  locked(by?: 'owner' | 'admin'): ServerSentence;
  /** ERROR from its birth: no host, never launched. */
  neverReady(): ServerSentence;
  deleted(): ServerSentence;
  /** Belongs to the project `other`. */
  ofAnotherProject(): ServerSentence;
  tagged(...tags: readonly string[]): ServerSentence;
  withMetadata(metadata: Readonly<Record<string, string>>): ServerSentence;
  /** Created and last changed that long before the cloud's start. */
  untouchedFor(ms: number): ServerSentence;
  takesToStop(ms: number): ServerSentence;
  /** The driver raises: back to ACTIVE, action Error, no fault. */
  failsToStop(lasts: StopBehaviour['lasts']): ServerSentence;
  /** The power-off ends in ERROR with a fault. */
  endsInErrorWhenStopped(): ServerSentence;
  /** Stays in powering-off. */
  hangsWhenStopped(): ServerSentence;
  /** Nova says stopped and Success; the power stays on. */
  liesAboutStopping(lasts?: StopBehaviour['lasts']): ServerSentence;
  /** Nova says stopped and Success, and knows no power state (0): Ironic has lost the BMC. */
  losesItsBmcWhenStopped(): ServerSentence;
}

/** Begins a sentence. */
export const openstack = (options: CloudOptions = {}): OpenStackSentence => cloud(options, options.servers ?? []);

const cloud = (options: CloudOptions, servers: readonly ServerPlan[]): OpenStackSentence => ({
  withServer: (id) => server(options, servers, aServer(id === undefined ? {} : { id })),
  withoutActionList: (noActionList) => cloud({ ...options, noActionList }, servers),
  start: () => startCloud({ ...options, servers }),
});

const server = (options: CloudOptions, before: readonly ServerPlan[], plan: ServerPlan): ServerSentence => {
  const is = (changes: Partial<ServerPlan>) => server(options, before, { ...plan, ...changes });
  const stops = (changes: Partial<StopBehaviour>) => is({ stop: { ...plan.stop, ...changes } });
  return {
    ...cloud(options, [...before, plan]),
    named: (name) => is({ name }),
    busyWith: (taskState) => is({ taskState }),
    inState: (vmState, powerState) => is({ vmState, powerState, hasHost: vmState !== 'shelved_offloaded' }),
    stopped: () => is({ vmState: 'stopped', powerState: 4 }),
    inError: (message) => is({ vmState: 'error', fault: { code: 500, message } }),
    locked: (by = 'owner') => is({ lockedBy: by }),
    neverReady: () =>
      is({
        vmState: 'error',
        powerState: 0,
        hasHost: false,
        launched: false,
        fault: { code: 500, message: 'No valid host was found. ' },
      }),
    deleted: () => is({ deleted: true }),
    ofAnotherProject: () => is({ project: 'other' }),
    tagged: (...tags) => is({ tags }),
    withMetadata: (metadata) => is({ metadata }),
    untouchedFor: (agedMs) => is({ agedMs }),
    takesToStop: (takesMs) => stops({ takesMs }),
    failsToStop: (lasts) => stops({ ending: 'fail', lasts }),
    endsInErrorWhenStopped: () => stops({ ending: 'error' }),
    hangsWhenStopped: () => stops({ ending: 'hang' }),
    liesAboutStopping: (lasts = 'always') => stops({ ending: 'lie', lasts }),
    losesItsBmcWhenStopped: () => stops({ ending: 'lost' }),
  };
};
