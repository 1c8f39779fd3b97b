/** Says what happens, Chinese first, English beside it. */
export interface Narrator {
  /** A step of the story begins. */
  step(zh: string, en: string): void;
  /** What a step did. */
  tell(zh: string, en: string): void;
  /** How far a long step is. */
  progress(done: number, total: number, zh: string, en: string): void;
}

/** Writes to a stream; on a terminal progress stays on one line. */
export function narrateTo(stream: NodeJS.WriteStream): Narrator {
  let steps = 0;
  let onLine = false;
  const write = (line: string) => {
    stream.write(`${onLine ? '\n' : ''}${line}\n`);
    onLine = false;
  };
  return {
    step: (zh, en) => write(`\n【${(steps += 1)}】${zh}\n     ${en}`),
    tell: (zh, en) => write(`   · ${zh}  (${en})`),
    progress: (done, total, zh, en) => {
      const line = `   … ${zh} ${done}/${total}  (${en})`;
      if (!stream.isTTY) return write(line);
      stream.write(`\r${line}`);
      onLine = true;
    },
  };
}

/** For tests: says nothing. */
export const silence: Narrator = { step: () => undefined, tell: () => undefined, progress: () => undefined };
