/** The workspace's folder. */
export declare const rootDir: string;
