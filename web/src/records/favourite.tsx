import { ActionIcon } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconStar, IconStarFilled } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ask, type TypedOperation } from '../app/graph';
import { newId } from '../app/new-id';

export interface Favourite {
  readonly kind: string;
  readonly id: string;
  readonly title: string;
}

const Favourites = 'query Favourites { favourites { kind id title } }' as TypedOperation<{ favourites: readonly Favourite[] }, object>;
const SetFavourite =
  'mutation SetFavourite($input: SetFavouriteInput!) { setFavourite(input: $input) { favourites { kind id title } } }' as TypedOperation<
    { setFavourite: { favourites: readonly Favourite[] } },
    object
  >;

/** The records that the reader marked, in their order. */
export function useFavourites() {
  return useQuery({
    queryKey: ['favourites'],
    queryFn: async ({ signal }) => (await ask(Favourites, {}, { signal })).favourites,
    staleTime: 60_000,
    retry: false,
  });
}

export function FavouriteStar({ kind, id, title }: Favourite) {
  const { t } = useTranslation('records');
  const client = useQueryClient();
  const { data: favourites, isError } = useFavourites();
  if (isError) return null;
  const favourite = favourites?.some((one) => one.id === id) ?? false;
  const set = () => {
    const others = favourites?.filter((one) => one.id !== id) ?? [];
    client.setQueryData(['favourites'], favourite ? others : [...others, { kind, id, title }]);
    ask(SetFavourite, { input: { id, favourite: !favourite, commandId: newId() } }).then(
      () => client.invalidateQueries({ queryKey: ['favourites'] }),
      (error: Error) => {
        client.setQueryData(['favourites'], favourites);
        notifications.show({ color: 'red', message: error.message });
      },
    );
  };
  return (
    <ActionIcon color={favourite ? 'yellow' : 'gray'} aria-pressed={favourite} aria-label={t('favourite')} onClick={set}>
      {favourite ? <IconStarFilled size={18} /> : <IconStar size={18} />}
    </ActionIcon>
  );
}
