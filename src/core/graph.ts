/** A directed graph of `node -> the nodes it waits for`. Knows no word of the domain. */
export type WaitsFor<Node extends string> = ReadonlyMap<Node, ReadonlySet<Node>>;

/**
 * Groups nodes into layers: each waits only for nodes of earlier layers. Nodes of one layer are sorted, so the result does
 * not depend on insertion order. Edges to unknown nodes are ignored.
 * @throws Error naming a cycle when there is one.
 */
export function layersOf<Node extends string>(graph: WaitsFor<Node>): Node[][] {
  const waiting = new Map<Node, number>();
  const dependents = dependentsOf(graph);
  for (const [node, needs] of graph) waiting.set(node, [...needs].filter((need) => graph.has(need)).length);
  const layers: Node[][] = [];
  let layer = [...graph.keys()].filter((node) => waiting.get(node) === 0);
  let seen = 0;
  while (layer.length > 0) {
    layer.sort();
    layers.push(layer);
    seen += layer.length;
    const next: Node[] = [];
    for (const node of layer) {
      for (const dependent of dependents.get(node) ?? []) {
        const left = waiting.get(dependent)! - 1;
        waiting.set(dependent, left);
        if (left === 0) next.push(dependent);
      }
    }
    layer = next;
  }
  if (seen < graph.size) throw new Error(`the graph has a cycle: ${findCycle(graph)!.join(' -> ')}`);
  return layers;
}

/** The other direction: node -> the nodes that wait for it. */
export function dependentsOf<Node extends string>(graph: WaitsFor<Node>): Map<Node, Set<Node>> {
  const dependents = new Map<Node, Set<Node>>();
  for (const [node, needs] of graph) {
    for (const need of needs) {
      if (!graph.has(need)) continue;
      const set = dependents.get(need) ?? new Set<Node>();
      set.add(node);
      dependents.set(need, set);
    }
  }
  return dependents;
}

/** Some cycle, first node repeated at the end; `undefined` when there is none. */
export function findCycle<Node extends string>(graph: WaitsFor<Node>): Node[] | undefined {
  const done = new Set<Node>();
  for (const start of graph.keys()) {
    const path: Node[] = [];
    const onPath = new Set<Node>();
    const stack: { node: Node; leave: boolean }[] = [{ node: start, leave: false }];
    while (stack.length > 0) {
      const { node, leave } = stack.pop()!;
      if (leave) {
        path.pop();
        onPath.delete(node);
        done.add(node);
        continue;
      }
      if (onPath.has(node)) return [...path.slice(path.indexOf(node)), node];
      if (done.has(node)) continue;
      path.push(node);
      onPath.add(node);
      stack.push({ node, leave: true });
      for (const need of graph.get(node) ?? []) if (graph.has(need)) stack.push({ node: need, leave: false });
    }
  }
  return undefined;
}

/** Whether `from` waits for `to`, directly or through others. */
export function reaches<Node extends string>(graph: WaitsFor<Node>, from: Node, to: Node): boolean {
  const seen = new Set<Node>();
  const stack: Node[] = [from];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (node === to) return true;
    if (seen.has(node)) continue;
    seen.add(node);
    for (const need of graph.get(node) ?? []) stack.push(need);
  }
  return false;
}
