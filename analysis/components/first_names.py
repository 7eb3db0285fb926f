"""First names common in Germany, as written at home; those that are also words are left out."""

from analysis.text import key

NAMES = """
Achim Adam Adrian Agnieszka Ahmad Ahmed Aileen Aisha Albert Aleksandra Alexandra Alfred Ali Alina
Almut Alwine Amelie Amina Amira Anastasia Andrea Andreas Andrzej Angela Angelika Anita Anja Anke
Anna Anne Annegret Anneliese Annemarie Annette Anni Annika Ansgar Antje Anton Antonia Arne Arno
Arnold Arthur Artur Astrid Axel Aylin Aynur Ayşe Barbara Beata Beate Beatrice Ben Benedikt
Benjamin Bernd Bernhard Bert Berta Berthold Bettina Bianca Bilal Birgit Birol Björn Bogdan Bohdan
Boris Bożena Brigitte Britta Bruno Burkhard Bärbel Bülent Carina Carl Carla Carmen Carola Carolin
Caroline Carsten Cathrin Celina Cem Cemal Charlotte Chiara Christa Christel Christian Christiane
Christina Christine Christoph Christopher Clara Claudia Claus Clemens Conny Constanze Cordula
Corinna Corinne Cornelia Cäcilia Dagmar Damian Daniel Daniela Danuta Daria David Denis Deniz
Dennis Detlef Dieter Dietmar Dietrich Dilek Dirk Dmytro Dominik Doris Dorota Dorothea Dorothee
Dörte Eberhard Ebru Eckhard Edeltraud Edeltraut Edith Eduard Egon Elena Elfriede Elias Elif Elisa
Elisabeth Elke Ella Elli Elsbeth Elżbieta Emil Emilia Emine Emma Emre Ercan Erdal Erich Erik Erika
Erkan Erna Ernestine Erwin Esra Esther Eugen Eva Evelyn Ewa Fabian Fadime Farah Fatima Fatma
Felicitas Felix Fiete Finn Florian Frank Franz Franziska Frauke Frieda Friederike Friedhelm
Friedrich Fritz Gabi Gabriel Gabriela Gabriele Georg Gerald Gerd Gerda Gerhard Gerlinde Gero
Gertrud Gesine Gisela Gitta Gottfried Grażyna Gregor Greta Grete Grzegorz Gudrun Guido Gundula
Gustav Gökhan Gül Gülcan Günter Günther Hajo Hakan Halina Hamza Hanna Hannah Hannelore Hannes Hans
Harald Harry Hartmut Hasan Hassan Hatice Havva Hedwig Heidi Heidrun Heike Heiko Heiner Heinrich
Heinz Helena Helga Helmut Henning Henriette Henrik Henry Herbert Hermann Herta Hilde Hildegard
Holger Horst Hubert Hussein Hülya Hüseyin Ibrahim Ida Ilker Ilona Ilse Ina Ines Inga Inge Ingeborg
Ingo Ingrid Irene Irina Iris Irma Irmgard Iryna Isabel Isabell Isabella Ismail Iwona Jacek Jadwiga
Jakob Jamal Jan Jana Janina Janine Jannik Jannis Jasmin Jens Jerzy Jessica Joachim Joana Joanna
Jochen Johann Johanna Johannes Jolanta Jonas Jonathan Jonte Josef Josefa Josefine Joseph Joshua
Judith Julia Julian Juliane Julius Justin Justyna Jutta Jörg Jürgen Kadir Kai Karim Karin Karina
Karl Karla Karolina Karsten Katarina Katarzyna Kateryna Katharina Kathrin Katja Katrin Kemal
Kerstin Kevin Khadija Khaled Kilian Klara Klaus Konrad Konstantin Kornelia Kristin Kristina
Krzysztof Kurt Lara Larissa Lars Laura Layla Lea Lena Leni Lennart Leo Leon Leonhard Leonie Levin
Leyla Liesel Lieselotte Lilli Lina Linda Lisa Ljudmila Lorenz Lothar Louis Louisa Luca Lucas Lucia
Ludger Ludwig Luis Luisa Lukas Lutz Luzia Lydia Magda Magdalena Mahmoud Maik Maja Maksym
Malgorzata Malte Manfred Manuel Manuela Marcel Marco Marcus Mareike Marek Margarete Margit Margot
Maria Mariam Marianne Marie Marina Mario Marion Marius Mariusz Markus Marlene Marlies Marlis Marta
Martha Martin Martina Maryam Mateusz Mathias Mathilda Mats Matteo Matthias Max Maximilian
Małgorzata Mechthild Mehmet Melanie Melissa Merve Meryem Mia Michael Michaela Michal Mika Mila
Milan Mina Miriam Mirjam Mohamed Mohammad Mohammed Mona Monika Moritz Murat Mustafa Mykola Nadia
Nadine Nadja Natalia Natalie Nataliia Natascha Nazan Nele Nesrin Nico Nicole Niklas Nils Nina Noah
Nora Norbert Nour Nuri Oksana Olaf Oleg Oleksandr Oleksandra Olena Olga Oliver Olivia Omar Orhan
Oscar Oskar Osman Ottilie Otto Pascal Patricia Patrick Paul Paula Pauline Paweł Pepe Peter Petra
Philip Philipp Pia Piotr Rabia Raimund Rainer Ralf Ralph Ramona Raphael Rashid Rasmus Rebecca
Recep Regina Reiner Reinhard Reinhold Renata Renate René Resi Ricarda Richard Rita Robert Robin
Roland Rolf Roman Romy Ronald Rosa Rosemarie Rosi Rosina Rosmarie Roswitha Rudi Rudolf Ruth
Rüdiger Sabine Sabrina Salma Samir Samira Samuel Sandra Sara Sarah Sascha Saskia Sebastian Selin
Selma Sergej Serhii Serkan Sevda Sevgi Sibel Siegfried Sigmar Sigrid Sigrun Silke Silvia Simon
Simone Sina Sofia Sofie Songül Sonja Sophia Sophie Stanislaw Stanisław Stefan Stefanie Steffen
Stella Stephan Stephanie Susanne Sven Svenja Svetlana Swetlana Sybille Sylvia Sylwia Sören
Süleyman Tamara Tanja Tariq Tatjana Tetiana Thea Theo Theodor Theresa Therese Thilo Thomas
Thorsten Till Tilman Tim Timo Tina Tobias Tom Tomasz Torsten Traute Trude Turgut Tuğba Udo Ulf
Ulla Ulli Ulrich Ulrike Ursula Urszula Uschi Ute Uwe Valentin Valentina Vanessa Vera Verena
Veronika Victoria Viktor Viktoria Volkan Volker Volkmar Volodymyr Walburga Walter Waltraud Wanda
Wendelin Wera Werner Wiebke Wilfried Wilhelm Wilhelmine Willi Winfried Wladimir Wojciech Wolfgang
Wolfram Xenia Yasemin Yasmin Yavuz Youssef Yulia Yusuf Yvonne Yılmaz Zahra Zbigniew Zeynep Zofia
Ömer Özlem Ümit İbrahim Łukasz Іван Ірина Андрей Андрій Анна Богдан Виктор Владимир Володимир
Віктор Ганна Дмитрий Дмитро Екатерина Иван Ирина Катерина Людмила Мария Марія Микола Михаил
Михайло Надежда Надія Наталья Наталія Николай Оксана Олександр Олександра Олена Ольга Светлана
Світлана Сергей Сергій Тарас Тетяна Юлия Юлія
"""
FIRST_NAMES = frozenset(key(name) for name in NAMES.split())
