// Lets a child process of a test run TypeScript sources: node --import <this file> some.ts
import { register } from 'node:module';

register(new URL('./typescript-hooks.mjs', import.meta.url));
