"""`{{ personne.telephone|telephone }}`: a number as it is read aloud."""

from django import template

from members.telephones import say_phone

register = template.Library()
register.filter("telephone", say_phone)
