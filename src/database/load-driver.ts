import { DatabaseError } from './connection.js';

/**
 * Loads a driver's package when it is first needed. The drivers are optional: their types are not used either, so that
 * this compiles where they are not installed; each driver file states the few calls that it makes.
 * @throws DatabaseError that names the package.
 */
export async function loadDriver<Driver>(name: string, database: string): Promise<Driver> {
  try {
    const loaded = (await import(name)) as { readonly default?: Driver };
    return loaded.default ?? (loaded as Driver);
  } catch (error) {
    if (isMissing(error, name)) {
      const bare = name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/');
      throw new DatabaseError('driver', `The package ${bare} is not installed, which ${database} needs. Run: npm install ${bare}`);
    }
    throw new DatabaseError('driver', `The driver ${name} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isMissing(error: unknown, name: string): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ERR_MODULE_NOT_FOUND' && message.includes(`'${name.split('/')[0]}`);
}
