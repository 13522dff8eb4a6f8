import { sourceTypes } from '../column-types.js';

/** Any connector may have filled the topic: Debezium's and Connect's names count, and a catalogue there is none. */
export const topicTypes = sourceTypes({
  names: [],
  rowOf: () => undefined,
  unknownType: ({ name }) => ({ problem: `a topic has no column of the database type ${name}`, choices: ['read the type from the registered schema'] }),
});
