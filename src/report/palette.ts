import pc from 'picocolors';

type Paint = (text: string) => string;

/** What colours mean here. The plain palette returns texts as they are, so output without colour is exactly the same text. */
export interface Palette {
  readonly added: Paint;
  readonly removed: Paint;
  readonly changed: Paint;
  readonly muted: Paint;
  readonly strong: Paint;
  readonly warning: Paint;
  readonly error: Paint;
}

/** `color` is decided by the caller alone: nothing here looks at the environment. */
export function paletteOf(color: boolean): Palette {
  const colors = pc.createColors(color);
  return {
    added: colors.green,
    removed: colors.red,
    changed: colors.yellow,
    muted: colors.dim,
    strong: colors.bold,
    warning: colors.yellow,
    error: colors.red,
  };
}
