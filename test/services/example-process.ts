/** The example service as its team would start it: compiled, a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const source = resolve(__dirname, '../example-service');
const compiled = resolve(__dirname, '../../dist/test/example-service');

/** Beside the product in dist/: `throughline/nest` leads to the package that it lies in. */
const compile = (): void => {
  mkdirSync(compiled, { recursive: true });
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      module: 'esnext',
      target: 'es2023',
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
    },
    source,
  );
  for (const file of readdirSync(source)) {
    const text = readFileSync(join(source, file), 'utf8');
    const { outputText } = ts.transpileModule(text, { compilerOptions: options });
    writeFileSync(join(compiled, file.replace(/\.ts$/, '.js')), outputText);
  }
};

export interface ExampleProcess {
  /** Waits for its end: the exit code, or the signal. */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
  said(): string;
}

export const startExample = (
  directory: string,
  environment: Readonly<Record<string, string>>,
): ExampleProcess => {
  compile();
  const child = spawn(process.execPath, [join(compiled, 'main.js')], {
    env: { ...process.env, ...environment, COUNTER_DIR: directory },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const ended = once(child, 'close');
  return {
    said: () => said,
    end: async (signal) => {
      child.kill(signal);
      await ended;
      return child.exitCode ?? child.signalCode ?? 1;
    },
  };
};

interface Page {
  readonly counts: Readonly<Record<string, number>>;
}

/** What the example has counted so far, by order. */
export const countsIn = (directory: string): ReadonlyMap<string, number> => {
  const pages = readdirSync(directory).filter((name) => name.endsWith('.json'));
  return new Map(
    pages.flatMap((name) => {
      const page = JSON.parse(readFileSync(join(directory, name), 'utf8')) as Page;
      return Object.entries(page.counts);
    }),
  );
};
