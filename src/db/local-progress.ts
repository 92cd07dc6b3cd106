/** How far the fetching of a database server has come; `percent` is of this stage. */
export interface FetchProgress {
  stage: 'looking' | 'downloading' | 'unpacking';
  percent?: number;
}
export type OnFetchProgress = (progress: FetchProgress) => void;
