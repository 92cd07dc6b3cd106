/** Cards that may be of one person: the suggestions, the merge, the way back, the trash. */
export const duplicates = {
  by: {
    phone: 'same phone',
    email: 'same e-mail',
    person: 'same person in the messenger',
    birthday: 'same name and birthday',
    city: 'same name and city',
  },
};
