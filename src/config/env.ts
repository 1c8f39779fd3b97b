import 'reflect-metadata';
import { plainToInstance, Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, Min, validateSync } from 'class-validator';

const wholeNumber = () => Transform(({ value }) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value));
const flag = () => Transform(({ value }) => (value === '1' || value === 'true' ? true : value === '0' || value === 'false' ? false : value));

/** Every variable the program reads, with its default. `.env.example` explains each one. */
export class Environment {
  @IsOptional() @Matches(/^postgres(ql)?:\/\/\S+$/, { message: 'must be a postgres:// address' })
  DATABASE_URL?: string;

  @IsOptional() @Matches(/^postgres(ql)?:\/\/\S+$/, { message: 'must be a postgres:// address' })
  DATABASE_MIGRATION_URL?: string;

  @IsOptional() @Matches(/^rediss?:\/\/\S+$/, { message: 'must be a redis:// address' })
  REDIS_URL?: string;

  @Matches(/^[\w:-]{1,40}$/, { message: 'must be 1 to 40 letters, digits, "-", "_" or ":"' })
  REDIS_PREFIX = 'bangfu';

  @IsString()
  HOST = '127.0.0.1';

  @wholeNumber() @IsInt() @Min(0) @Max(65535)
  PORT = 3000;

  @IsString()
  DATA_FOLDER = '.data';

  @IsOptional() @Matches(/^\d+:[A-Za-z0-9+/=]{43,44}(,\d+:[A-Za-z0-9+/=]{43,44})*$/, { message: 'must be like 1:<base64 of 32 bytes>[,2:<…>]' })
  BANGFU_ENCRYPTION_KEYS?: string;

  @IsOptional() @Matches(/^[A-Za-z0-9+/=]{43,44}$/, { message: 'must be the base64 of 32 bytes' })
  BANGFU_HMAC_KEY?: string;

  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
  LOG_LEVEL = 'info';

  @wholeNumber() @IsInt() @Min(0) @Max(5)
  TRUSTED_PROXIES = 0;

  @wholeNumber() @IsInt() @Min(2) @Max(200)
  DATABASE_POOL_SIZE = 20;

  @wholeNumber() @IsInt() @Min(1) @Max(64)
  QUEUE_CONCURRENCY = 4;

  @wholeNumber() @IsInt() @Min(1) @Max(600)
  QUEUE_LOCK_SECONDS = 30;

  @wholeNumber() @IsInt() @Min(1) @Max(100)
  UPLOAD_MAX_MEGABYTES = 20;

  @wholeNumber() @IsInt() @Min(1) @Max(1440)
  SESSION_IDLE_MINUTES = 30;

  @wholeNumber() @IsInt() @Min(1) @Max(168)
  SESSION_HOURS = 12;

  @wholeNumber() @IsInt() @Min(1) @Max(1000)
  SIGN_IN_PER_MINUTE = 30;

  @wholeNumber() @IsInt() @Min(1) @Max(240)
  LEASE_MINUTES = 30;

  @flag() @IsIn([true, false], { message: 'must be true or false' })
  BANGFU_DEMO = false;

  /** True when this process also runs the jobs; a separate worker makes it false. */
  @flag() @IsIn([true, false], { message: 'must be true or false' })
  RUN_JOBS = true;
}

/** A wrong or missing variable. Its message names every one. */
export class EnvironmentError extends Error {}

/**
 * Checks the environment once.
 * @param source the variables, by name; empty ones count as unset
 * @throws EnvironmentError naming each wrong or missing variable and what it should be
 */
export function readEnvironment(source: Readonly<Record<string, string | undefined>> = process.env): Environment {
  const known = Object.fromEntries(
    Object.keys(describeDefaults()).flatMap((name) => (source[name] ? [[name, source[name]]] : [])),
  );
  const environment = plainToInstance(Environment, known, { exposeDefaultValues: true });
  const wrong = validateSync(environment).map((e) => `${e.property} ${Object.values(e.constraints ?? {}).join(', ')}`);
  const problems = [...wrong, ...combinationProblems(environment)];
  if (problems.length > 0) {
    throw new EnvironmentError(`环境变量有误，服务没有启动 (the environment is wrong, nothing was started):\n  - ${problems.join('\n  - ')}\n`
      + '各变量的说明见 .env.example (each variable is explained in .env.example).');
  }
  return environment;
}

/**
 * The environment of the demo: a data folder and a clock of its own, and a free port unless the server is to stay up.
 * @throws EnvironmentError also when DATABASE_URL is set: the demo moves the clock
 */
export function readDemoEnvironment(serve: boolean, source: Readonly<Record<string, string | undefined>> = process.env): Environment {
  return readEnvironment({
    DATABASE_URL: source['DATABASE_URL'], HOST: source['HOST'], PORT: serve ? source['PORT'] || '3000' : '0',
    LOG_LEVEL: source['LOG_LEVEL'] || 'warn', SIGN_IN_PER_MINUTE: '300', DATA_FOLDER: '.data/demo', BANGFU_DEMO: 'true',
  });
}

function combinationProblems(environment: Environment): string[] {
  const problems: string[] = [];
  if (environment.DATABASE_URL && environment.BANGFU_DEMO) {
    problems.push('DATABASE_URL must be unset for the demo, which moves the clock and works on an embedded database of its own');
  } else if (environment.DATABASE_URL) {
    for (const name of ['BANGFU_ENCRYPTION_KEYS', 'BANGFU_HMAC_KEY'] as const) {
      if (!environment[name]) problems.push(`${name} is missing: with DATABASE_URL set the keys must come from the environment`);
    }
  } else if (environment.DATABASE_MIGRATION_URL) {
    problems.push('DATABASE_MIGRATION_URL is set but DATABASE_URL is missing: set both or none');
  }
  return problems;
}

function describeDefaults(): Record<string, unknown> {
  const optional = ['DATABASE_URL', 'DATABASE_MIGRATION_URL', 'REDIS_URL', 'BANGFU_ENCRYPTION_KEYS', 'BANGFU_HMAC_KEY'];
  return { ...Object.fromEntries(optional.map((name) => [name, undefined])), ...new Environment() };
}
