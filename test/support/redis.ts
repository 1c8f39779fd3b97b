import { Redis } from 'ioredis';

/** Removes from Redis what a test's server has left under its prefix. */
export async function forgetInRedis(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url);
  const keys = await redis.keys(`${prefix}:*`);
  if (keys.length > 0) await redis.del(...keys);
  await redis.quit();
}
