export function extensionFiles(): Promise<Readonly<Record<string, Uint8Array>>>;
export function packageExtension(): Promise<Uint8Array>;
