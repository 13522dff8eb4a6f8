/**
 * How a replaced resource makes way (product.md section 4).
 * `deleteFirst`: delete the old one, then create the new one.
 * `restart`: stop the old one, create the new one and see it run, delete the old one; the new one reads from the start.
 * `carryOver`: create the new one, stop the old one, see the new one run from where the old one stopped, delete the old one.
 */
export interface Handover {
  readonly way: 'deleteFirst' | 'restart' | 'carryOver';
  /** One sentence for the plan. */
  readonly why: string;
}
