import type { CodeExplanation } from './index.js';

/** Finding and reading the account. */
export const accountCodes = {
  CDC4001: {
    title: 'The account has no such organization, environment, cluster or pool',
    why: 'Nothing can be planned for a place that cannot be found. A name is compared letter by letter, as the console shows it.',
    fix: 'Correct the id or name in the Target. If it is right, give the service account of the Cloud API key a role that lets it see the place.',
  },
  CDC4002: {
    title: 'A display name fits several things',
    why: 'Display names are not unique. Picking one of them could change the wrong environment or cluster.',
    fix: 'Write the id next to, or instead of, the name.',
  },
  CDC4003: {
    title: 'Id and name belong to different things',
    why: 'A Target that gives both an id and a name is a check against working on the wrong account. The two disagree, so nothing was touched.',
    fix: 'Find out which of the two is right, and correct or remove the other.',
  },
  CDC4004: {
    title: 'A regional endpoint is not known',
    why: 'Kafka REST, Schema Registry and Flink have an address per region, which the account did not report: the cluster may still be provisioned, or only have private endpoints.',
    fix: 'Wait until it is provisioned, or write the endpoint under "endpoints" of the Target. Private endpoints must be reachable from where this runs.',
  },
  CDC4005: {
    title: 'The account could not be read',
    why: 'An error is never taken for "nothing there": without a successful list no plan is made.',
    fix: 'Read the error: a refused connection or a time-out points at the network, a 403 at a missing role of the API key.',
  },
  CDC4006: {
    title: 'A credential was refused',
    why: 'Each plane has a key of its own: a Kafka key does not open Schema Registry, and a Cloud key does not open Tableflow. New keys take up to a minute to work.',
    fix: 'Check that the environment variables or files named under "credentials" hold a key of the right kind for this plane.',
  },
  CDC4007: {
    title: 'Part of the account could not be read',
    why: 'The plan holds what can be known. Nothing is deleted, and nothing that depends on the unread part is changed, because it might be there.',
    fix: 'Give the key of the named plane access, or wait until the plane is back, and run again.',
  },
  CDC4008: {
    title: 'A referenced thing does not exist',
    why: 'The pipeline refers to a compute pool or integration that it does not create itself.',
    fix: 'Correct the id or name. For a compute pool, add "maxCfu" next to the name and it is created.',
  },
  CDC4010: {
    title: 'The ledger cannot be read',
    why: 'The ledger says what is ours. Without it nothing may be changed or deleted; a damaged one is never overwritten by itself.',
    fix: 'Look at it with "reconcile ledger show". "reconcile ledger repair" puts it aside and begins an empty one; the next run offers what exists for adoption.',
  },
  CDC4011: {
    title: 'Another run has the ledger',
    why: 'Two runs that write to one account at once would undo each other\'s work. The lease of the ledger keeps them apart.',
    fix: 'Wait until the other run is done. The lease of a killed run expires after five minutes; "reconcile ledger unlock" removes it at once.',
  },
  CDC4012: {
    title: 'The account could not be read for an import',
    why: 'An import writes down what is there. A list that failed would be written down as if nothing were there, and the next apply would make it a second time.',
    fix: 'Give the credentials of the Target the right to read connectors, topics, schemas, statements and Tableflow topics, and run the import again.',
  },
  CDC4013: {
    title: 'An import is not entered into the ledger',
    why: 'Entering it changes nothing in the account, and something there asks for more: a statement that has failed, a topic that has no record yet. Whoever agrees to that should have seen it.',
    fix: 'Look at "reconcile --adopt --dry-run" with the imported files, and apply it when you agree.',
  },
} as const satisfies Record<`CDC4${number}`, CodeExplanation>;
