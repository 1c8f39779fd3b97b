import type { INestApplication } from '@nestjs/common';

/**
 * Begins to listen.
 * @throws Error in plain words when the port is taken or not allowed
 */
export async function listen(app: INestApplication, port: number, host: string): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new Error(`端口 ${port} 已被占用，请停止占用它的程序，或用 PORT 指定另一个端口 (port ${port} is taken; free it or set PORT to another).`);
    if (code === 'EACCES') throw new Error(`无权使用端口 ${port}，请用 PORT 指定 1024 以上的端口 (port ${port} is not allowed; set PORT above 1024).`);
    throw error;
  }
}
